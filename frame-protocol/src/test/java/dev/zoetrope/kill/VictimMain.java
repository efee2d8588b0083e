package dev.zoetrope.kill;

import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.probe.Probe;
import dev.zoetrope.probe.ProtocolPoint;
import dev.zoetrope.region.PipelineDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process that is started to be killed. Its standard input has one line with what it shall be,
 * and later one that lets it go on where it halted; with the end of that it halts for good.
 */
public final class VictimMain {
  private static final int FAILED = 3;

  private VictimMain() {}

  /** Waits for orders; takes no arguments. */
  @SuppressWarnings("SystemOut") // The protocol with the test.
  public static void main(String[] arguments) throws Exception {
    PrintStream test = System.out;
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    String line = orders.readLine();
    if (line == null) {
      return;
    }
    String[] words = line.split(" ", -1);
    PipelineDirectory directory = PipelineDirectory.of(Path.of(words[1]), words[2]);
    Halt halt = new Halt(words[3], Integer.parseInt(words[4]), test);
    Bug bug = Bug.valueOf(words[5]);
    Map<ProtocolPoint, AtomicInteger> visits = visits();
    Probe.install(
        point -> {
          bug.at(point, visits.get(point).incrementAndGet(), directory);
          halt.at(point);
        });
    Thread listener = new Thread(() -> listen(orders, halt));
    listener.setDaemon(true);
    listener.start();
    try {
      if (words[0].equals("writer")) {
        new VictimWriter(directory, halt, Long.parseLong(words[6]), bug == Bug.TORN).run();
      } else {
        new VictimReader(directory, halt, ReaderPolicy.of(words[6])).run();
      }
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      e.printStackTrace();
      test.println("failed: " + e);
      Runtime.getRuntime().halt(FAILED);
    }
  }

  private static Map<ProtocolPoint, AtomicInteger> visits() {
    Map<ProtocolPoint, AtomicInteger> visits = new EnumMap<>(ProtocolPoint.class);
    for (ProtocolPoint point : ProtocolPoint.values()) {
      visits.put(point, new AtomicInteger());
    }
    return visits;
  }

  private static void listen(BufferedReader orders, Halt halt) {
    try {
      if (orders.readLine() != null) {
        halt.go();
        orders.readLine();
      }
    } catch (IOException e) {
      // As good as its end.
    }
    Runtime.getRuntime().halt(0);
  }
}
