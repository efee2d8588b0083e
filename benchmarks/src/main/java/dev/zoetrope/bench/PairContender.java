package dev.zoetrope.bench;

import dev.zoetrope.bench.side.Command;
import dev.zoetrope.bench.side.Counts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A contender that two of our own processes, in Java or in C, play between them. */
final class PairContender implements Contender {
  private static final double NS_PER_S = 1e9;

  /** For what takes no time of its own. */
  private static final long PATIENCE_NS = 20_000_000_000L;

  /** Who takes part in a run. */
  enum Sides {
    /** Both, and the reader looks at every byte when there are any. */
    BOTH,
    /** Both, but the reader takes the frames without a look. */
    UNREAD,
    /** Nobody reads. */
    WRITER
  }

  private final String name;
  private final Role role;
  private final Players players;
  private final String transport;
  private final Sides sides;
  private Pair pair;
  private String path;

  /**
   * Describes it.
   *
   * @param players who plays
   * @param transport what, as the sides know it
   */
  PairContender(String name, Role role, Players players, String transport, Sides sides) {
    this.name = name;
    this.role = role;
    this.players = players;
    this.transport = transport;
    this.sides = sides;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Role role() {
    return role;
  }

  private Command command(String verb, long first, long second) {
    return new Command(verb, transport, path, first, second);
  }

  @Override
  public void open(Scenario scenario, Path own) throws IOException {
    pair = players.take();
    path = own.toString();
    // The writer first: it makes what the reader joins.
    try {
      pair.writer().tell(command("open", scenario.length(), 0));
      pair.writer().answer(PATIENCE_NS);
      pair.reader().tell(command("open", scenario.length(), 0));
      pair.reader().answer(PATIENCE_NS);
    } catch (IOException e) {
      pair.kill();
      throw e;
    }
  }

  @Override
  public void run(Scenario scenario, long ns, Tally tally) throws IOException {
    try {
      play(scenario, ns, tally);
    } catch (IOException e) {
      pair.kill();
      throw e;
    }
  }

  private void play(Scenario scenario, long ns, Tally tally) throws IOException {
    long patience = ns + PATIENCE_NS;
    long start = System.nanoTime();
    long writerCpu = CpuTime.ofNs(pair.writer().handle());
    long readerCpu = CpuTime.ofNs(pair.reader().handle());
    if (sides != Sides.WRITER) {
      pair.reader().tell(command(scenario.verb(), ns, sides == Sides.UNREAD ? 1 : 0));
    }
    pair.writer().tell(command(scenario.verb(), ns, scenario.intervalNs()));
    Map<String, String> written = pair.writer().answer(patience);
    Map<String, String> read = sides == Sides.WRITER ? Map.of() : pair.reader().answer(patience);
    tally.cpu(
        System.nanoTime() - start,
        CpuTime.ofNs(pair.writer().handle()) - writerCpu,
        CpuTime.ofNs(pair.reader().handle()) - readerCpu);
    tell(scenario, written, read, tally);
  }

  private void tell(
      Scenario scenario, Map<String, String> written, Map<String, String> read, Tally tally)
      throws IOException {
    String differing = read.getOrDefault("differing", "0");
    if (!differing.equals("0")) {
      throw new IOException(name + ": " + differing + " frames are not what was sent");
    }
    long sent = Long.parseLong(written.getOrDefault("frames", "0"));
    tally.frames(sent);
    Counts.add(written.getOrDefault("cost", ""), tally.cost());
    // Of a word that goes there and back the writer knows the time.
    Counts.add(written.getOrDefault("latency", ""), tally.latency());
    Counts.add(read.getOrDefault("latency", ""), tally.latency());
    // Of several readers of a floor only one counts.
    boolean isCounted = role != Role.FLOOR || scenario.readers() == 1;
    if (isCounted && read.containsKey("frames")) {
      tally.skipped(scenario.readers() * sent - Long.parseLong(read.get("frames")));
    }
    if (written.containsKey("elapsed")) {
      tally.rate(Math.min(rate(written), read.isEmpty() ? Double.MAX_VALUE : rate(read)));
    }
  }

  private static double rate(Map<String, String> side) {
    return Long.parseLong(side.get("frames")) * NS_PER_S / Long.parseLong(side.get("elapsed"));
  }

  @Override
  public void close() throws IOException {
    pair.reader().tell(command("close", 0, 0));
    pair.reader().answer(PATIENCE_NS);
    pair.writer().tell(command("close", 0, 0));
    pair.writer().answer(PATIENCE_NS);
    players.giveBack(pair);
  }
}
