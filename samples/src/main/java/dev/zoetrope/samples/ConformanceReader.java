package dev.zoetrope.samples;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.PipelineDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;

/** The reader of {@link Conformance}. */
final class ConformanceReader {
  private static final long WAIT_NS = 1_000_000_000L;

  private final StreamReader reader;
  private final PrintStream out;
  private final List<FrameLease> held = new ArrayList<>();

  private ConformanceReader(StreamReader reader, PrintStream out) {
    this.reader = reader;
    this.out = out;
  }

  /** Joins, obeys until the end of the commands, and leaves. */
  static void run(
      PipelineDirectory pipeline,
      Map<String, String> environment,
      BufferedReader commands,
      PrintStream out)
      throws IOException {
    ReaderOptions options =
        ReaderOptions.of(
            environment.get("ZOETROPE_NAME"), ReaderPolicy.of(environment.get("ZOETROPE_POLICY")));
    String stream = environment.get("ZOETROPE_STREAM");
    try (StreamReader reader = StreamReader.connect(pipeline, stream, options)) {
      out.println("joined");
      ConformanceReader self = new ConformanceReader(reader, out);
      String command = commands.readLine();
      while (command != null && !command.equals("leave")) {
        self.obey(command.split(" ", -1));
        command = commands.readLine();
      }
      self.held.forEach(FrameLease::close);
    }
  }

  private void obey(String[] words) throws IOException {
    switch (words[0]) {
      case "take" -> take(Long.parseLong(words[1]));
      case "drain" -> take(Long.MAX_VALUE);
      case "hold" -> {
        FrameLease frame = await();
        if (frame != null) {
          held.add(frame);
          report("frame", frame);
        }
      }
      case "check" -> held.forEach(frame -> report("held", frame));
      case "release" -> {
        held.forEach(FrameLease::close);
        held.clear();
        out.println("released");
      }
      default -> throw new IOException("command '" + words[0] + "' is unknown");
    }
  }

  private void take(long most) throws IOException {
    boolean isOver = false;
    for (long taken = 0; taken < most && !isOver; taken++) {
      try (FrameLease frame = await()) {
        isOver = frame == null;
        if (!isOver) {
          report("frame", frame);
        }
      }
    }
  }

  /** The next frame; at the end of the stream it says so, and returns null. */
  private FrameLease await() throws IOException {
    while (reader.state() == ReaderState.LIVE) {
      long corrupt = reader.counter(ReaderCellDescriptor.SKIPPED_CORRUPT);
      try {
        FrameLease frame = reader.await(WAIT_NS);
        if (frame != null) {
          return frame;
        }
      } catch (CorruptRegionException e) {
        // One bad frame is passed over; anything else is the end.
        if (reader.counter(ReaderCellDescriptor.SKIPPED_CORRUPT) == corrupt) {
          throw e;
        }
      }
    }
    String end = reader.state().name().toLowerCase(Locale.ROOT);
    out.println("end " + (reader.state() == ReaderState.WRITER_LOST ? "lost" : end));
    return null;
  }

  private void report(String what, FrameLease frame) {
    FrameHeader header = frame.header();
    CRC32 crc = new CRC32();
    crc.update(frame.payloadBytes().duplicate());
    String size =
        header.kind() == StreamKind.VIDEO
            ? header.width() + "x" + header.height()
            : String.valueOf(header.sampleCount());
    out.printf(
        "%s %d %d %d %s %s %08x%n",
        what,
        header.epoch(),
        frame.sequence(),
        header.pts(),
        header.format(),
        size,
        crc.getValue());
  }
}
