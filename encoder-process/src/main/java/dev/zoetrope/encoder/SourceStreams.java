package dev.zoetrope.encoder;

import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.ffmpeg.command.StageOptions;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamList;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The readers of an encoder: one for each stream that its output takes. */
final class SourceStreams implements AutoCloseable {
  private static final long LOOK_PERIOD_NS = 10_000_000L;

  private final Map<String, StreamReader> readers = new LinkedHashMap<>();

  private SourceStreams() {}

  /**
   * Waits for the streams and joins them all; those that the output has no place for are left again
   * at once, so that a writer that waits for this reader goes on.
   *
   * @param stage where to look
   * @param source name of the source whose streams are meant
   * @param names of streams; empty for all that the source announces
   * @param readerName name to join under
   * @param timeoutNs longest wait, nanoseconds
   * @param plan of the output
   * @return the joined readers
   * @throws IOException when they do not come in time, or none has a place
   */
  static SourceStreams join(
      StageOptions stage,
      String source,
      List<String> names,
      String readerName,
      long timeoutNs,
      OutputPlan plan)
      throws IOException {
    SourceStreams joined = new SourceStreams();
    boolean complete = false;
    try {
      long deadline = System.nanoTime() + timeoutNs;
      List<String> wanted = names.isEmpty() ? announced(stage, source, deadline, timeoutNs) : names;
      for (String name : wanted) {
        long left = Math.max(0, deadline - System.nanoTime());
        StreamReader reader =
            StreamReader.connect(
                stage.directory(),
                name,
                ReaderOptions.of(readerName, ReaderPolicy.EVERY).withConnectTimeoutNs(left));
        if (plan.encoder(reader.kind()) == null) {
          reader.close();
        } else {
          joined.readers.put(name, reader);
        }
      }
      if (joined.readers.isEmpty() && !wanted.isEmpty()) {
        throw new OutputException(
            "output '"
                + plan.target().name()
                + "': takes none of the streams "
                + String.join(", ", wanted)
                + "; choose another format, or an encoder with -c:v or -c:a");
      }
      complete = true;
      return joined;
    } finally {
      if (!complete) {
        joined.close();
      }
    }
  }

  private static List<String> announced(
      StageOptions stage, String source, long deadline, long timeoutNs) throws IOException {
    PipelineDirectory directory = stage.directory();
    StopSignal stop = stage.stopSignal();
    while (!stop.isRequested()) {
      Optional<List<String>> names = StreamList.read(directory, source);
      if (names.isPresent()) {
        return names.get();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new OutputException(
            "source '"
                + source
                + "' of pipeline '"
                + directory.name()
                + "': not there after "
                + timeoutNs / 1_000_000_000L
                + " s; start 'zoetrope capture' with the same --pipeline");
      }
      LockSupport.parkNanos(LOOK_PERIOD_NS);
    }
    return List.of();
  }

  /** Readers by stream, in the order of the source. */
  Map<String, StreamReader> readers() {
    return readers;
  }

  @Override
  public void close() {
    readers.values().forEach(StreamReader::close);
  }
}
