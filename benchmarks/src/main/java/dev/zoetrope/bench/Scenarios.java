package dev.zoetrope.bench;

import dev.zoetrope.bench.PairContender.Sides;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The scenarios of a plain run, with their floors in C or in Java. */
final class Scenarios {
  static final String HAND_OFF = "hand-off";
  static final String THROUGHPUT = "throughput";
  static final String READERS = "readers";
  static final String SIZES = "frame size";

  /** The tables, in the order in which they are shown. */
  static final List<String> TABLES = List.of(HAND_OFF, THROUGHPUT, READERS, SIZES);

  static final String SPINNING = "spinning reader, 10 kHz";
  static final String AT_1_KHZ = "sleeping reader, 1 kHz";
  static final String AT_60_HZ = "sleeping reader, 60 Hz";
  static final String OURS = "zoetrope";
  static final String PING_PONG = "C ping-pong";
  static final String SAME_STEPS = "C same steps";
  static final String JAVA_STEPS = "Java two loops in step";
  static final String SOCKETS = "C Unix sockets";
  static final String OURS_SPINNING = "zoetrope, spinning";
  static final String OURS_UNREAD = "zoetrope, unread";

  private static final int[][] PICTURES = {{1280, 720}, {1920, 1080}, {3840, 2160}};
  private static final int[] READER_COUNTS = {1, 2, 4, 8};
  private static final int[] LENGTHS = {64, 4096, 65_536, 1_048_576, 10_485_760, 104_857_600};
  private static final String[] LENGTH_NAMES = {"64 B", "4 kB", "64 kB", "1 MB", "10 MB", "100 MB"};
  private static final int SMALL = 64;
  private static final long NS_10_KHZ = 100_000;
  private static final long NS_1_KHZ = 1_000_000;
  private static final long NS_60_HZ = 16_666_667;
  private static final double LONG_WEIGHT = 3;

  private final Players java;
  private final Players floor;
  private final Optional<Peers> peers;
  private final boolean isC;

  /**
   * Who plays.
   *
   * @param java plays ours
   * @param floor plays the floors; the same where there is no C compiler
   * @param peers who else takes part
   */
  Scenarios(Players java, Players floor, Optional<Peers> peers) {
    this.java = java;
    this.floor = floor;
    this.peers = peers;
    this.isC = java != floor;
  }

  /**
   * In the order in which they are to run: the shortest times last, when nothing is left to compile
   * in our processes, for which two that spin leave no core.
   */
  List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    all.addAll(throughputs());
    all.addAll(readers());
    all.addAll(sizes());
    all.addAll(handOffs());
    return all;
  }

  private Contender ours(String options) {
    return ours(OURS, options, Sides.BOTH);
  }

  private Contender ours(String name, String options, Sides sides) {
    return new PairContender(name, Role.OURS, java, "zoetrope/" + options, sides);
  }

  private Contender floor(String name, String transport, Sides sides) {
    String shown = (isC ? "C " : "Java ") + name;
    return new PairContender(shown, Role.FLOOR, floor, transport, sides);
  }

  private List<Scenario> handOffs() {
    List<Contender> spinning = new ArrayList<>(List.of(ours("spin")));
    if (isC) {
      spinning.add(floor("ping-pong", "pingpong", Sides.BOTH));
      spinning.add(floor("same steps", "protocol", Sides.BOTH));
    }
    spinning.add(floor("one word", "flag", Sides.BOTH));
    peers.ifPresent(p -> spinning.addAll(p.handOff(true)));
    List<Contender> sleeping = new ArrayList<>(List.of(ours("sleep")));
    sleeping.add(floor("Unix socket", isC ? "socket/1" : "unix", Sides.BOTH));
    peers.ifPresent(p -> sleeping.addAll(p.handOff(false)));
    return List.of(
        Scenario.handOff(HAND_OFF, SPINNING, SMALL, NS_10_KHZ, 1, spinning),
        Scenario.handOff(HAND_OFF, AT_1_KHZ, SMALL, NS_1_KHZ, 1, sleeping),
        Scenario.handOff(HAND_OFF, AT_60_HZ, SMALL, NS_60_HZ, LONG_WEIGHT, sleeping));
  }

  private List<Scenario> throughputs() {
    List<Scenario> all = new ArrayList<>();
    for (int[] size : PICTURES) {
      List<Contender> contenders = new ArrayList<>();
      contenders.add(ours("sleep"));
      contenders.add(ours(OURS_SPINNING, "spin", Sides.BOTH)); // As the floor does.
      contenders.add(floor("two loops in step", "steps", Sides.BOTH));
      if (isC) { // The JVM without the protocol.
        contenders.add(new PairContender(JAVA_STEPS, Role.FLOOR, java, "steps", Sides.BOTH));
      }
      contenders.add(floor("memcpy, unread", "copy", Sides.WRITER));
      // For peers whose readers take frames without a look.
      peers.ifPresent(p -> contenders.add(ours(OURS_UNREAD, "sleep", Sides.UNREAD)));
      peers.ifPresent(p -> contenders.addAll(p.throughput(size)));
      all.add(Scenario.stream(THROUGHPUT, size[0] + "x" + size[1], length(size), contenders));
    }
    return all;
  }

  /** Bytes of a picture in yuv420p. */
  static int length(int[] size) {
    return size[0] * size[1] * 3 / 2;
  }

  private List<Scenario> readers() {
    List<Scenario> all = new ArrayList<>();
    for (int count : READER_COUNTS) {
      List<Contender> contenders = new ArrayList<>(List.of(ours("latest/" + count)));
      if (isC) {
        contenders.add(floor("Unix sockets", "socket/" + count, Sides.BOTH));
      }
      all.add(
          Scenario.handOff(READERS, count + " LATEST", length(PICTURES[1]), NS_1_KHZ, 1, contenders)
              .withReaders(count));
    }
    return all;
  }

  private List<Scenario> sizes() {
    List<Scenario> all = new ArrayList<>();
    for (int i = 0; i < LENGTHS.length; i++) {
      all.add(
          Scenario.handOff(
              SIZES, LENGTH_NAMES[i], LENGTHS[i], NS_10_KHZ, 1, List.of(ours("spin"))));
    }
    return all;
  }
}
