package dev.zoetrope.samples;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;

/** The writer of {@link Conformance}. */
final class ConformanceWriter {
  private static final int WIDTH = 64;
  private static final int ROWS = 48;
  private static final long MS = 1_000_000L;

  private final StreamWriter writer;
  private final PrintStream out;
  private int rows = ROWS;
  private long number;

  private ConformanceWriter(StreamWriter writer, PrintStream out) {
    this.writer = writer;
    this.out = out;
  }

  /** Serves, obeys until the end of the commands, and ends the stream. */
  static void run(
      PipelineDirectory pipeline,
      Map<String, String> environment,
      BufferedReader commands,
      PrintStream out)
      throws IOException {
    int slots = Integer.parseInt(environment.get("ZOETROPE_SLOTS"));
    EpochSpec spec = new EpochSpec(StreamKind.VIDEO, slots, WIDTH * ROWS, -1, 25, 1, false);
    boolean drops = environment.get("ZOETROPE_PRESSURE").equals("drop");
    try (StreamWriter writer =
        StreamWriter.open(
            pipeline,
            environment.get("ZOETROPE_OUT"),
            spec,
            drops ? PressurePolicy.DROP : PressurePolicy.WAIT,
            Long.parseLong(environment.get("ZOETROPE_STALL_MS")) * MS)) {
      out.println("open");
      ConformanceWriter self = new ConformanceWriter(writer, out);
      String command = commands.readLine();
      while (command != null && !command.equals("end") && !command.equals("fail")) {
        self.obey(command.split(" ", -1));
        command = commands.readLine();
      }
      if ("fail".equals(command)) {
        writer.fail();
      }
    }
    out.println("ended");
  }

  private void obey(String[] words) throws IOException {
    switch (words[0]) {
      case "publish" -> {
        long count = Long.parseLong(words[1]);
        long published = 0;
        for (long i = 0; i < count; i++) {
          published += publish() ? 1 : 0;
        }
        out.println("published " + published + " dropped " + (count - published));
      }
      case "grow" -> {
        rows *= 2;
        out.println("grown");
      }
      case "abort" -> {
        try (FrameClaim claim = writer.claim((long) WIDTH * rows)) {
          claim.payload().setMemory(0, WIDTH * rows, (byte) 0xFF);
        }
        out.println("aborted");
      }
      default -> throw new IOException("command '" + words[0] + "' is unknown");
    }
  }

  private boolean publish() throws IOException {
    long pts = number++;
    try (FrameClaim claim = writer.claim((long) WIDTH * rows)) {
      if (claim == null) {
        return false;
      }
      for (int y = 0; y < rows; y++) {
        claim.payload().setMemory(y * WIDTH, WIDTH, (byte) (pts + y));
      }
      claim
          .header()
          .video("gray", WIDTH, rows)
          .time(pts, 1, 1, 25)
          .payloadLength((long) WIDTH * rows)
          .planeCount(1)
          .plane(0, 0, WIDTH, rows);
      claim.publish();
      return true;
    }
  }
}
