package dev.zoetrope.encoder;

import dev.zoetrope.channel.ChannelException;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.ffmpeg.command.StageOptions;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamList;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The readers of an encoder: one for each stream that its output takes. They are joined as they
 * appear, in whatever order: one may only come when another one flows.
 */
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
   * @param options name and policy to join with, and patience
   * @param plan of the output
   * @return the joined readers
   * @throws IOException when they do not come in time, or none has a place
   */
  static SourceStreams join(
      StageOptions stage, String source, List<String> names, ReaderOptions options, OutputPlan plan)
      throws IOException {
    SourceStreams joined = new SourceStreams();
    boolean complete = false;
    try {
      long deadline = System.nanoTime() + options.connectTimeoutNs();
      List<String> wanted = names.isEmpty() ? announced(stage, source, deadline, options) : names;
      wanted.forEach(name -> joined.readers.put(name, null));
      boolean isComplete = joined.joinAll(stage, options, deadline, plan);
      if (joined.readers.isEmpty() && isComplete && !wanted.isEmpty()) {
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

  /** Joins all; false when a stop came first, and what did not come until then is forgotten. */
  private boolean joinAll(StageOptions stage, ReaderOptions options, long deadline, OutputPlan plan)
      throws IOException {
    StopSignal stop = stage.stopSignal();
    ReaderOptions atOnce = options.withConnectTimeoutNs(0);
    while (!stop.isRequested()) {
      boolean isLast = System.nanoTime() - deadline >= 0;
      var missing = readers.entrySet().iterator();
      while (missing.hasNext()) {
        Map.Entry<String, StreamReader> entry = missing.next();
        StreamReader reader = entry.getValue();
        if (reader == null) {
          reader = tryJoin(stage, entry.getKey(), atOnce, isLast);
          entry.setValue(reader);
        }
        if (reader != null && plan.encoder(reader.kind()) == null) {
          reader.close();
          missing.remove();
        }
      }
      if (!readers.containsValue(null)) {
        return true;
      }
      LockSupport.parkNanos(LOOK_PERIOD_NS);
    }
    readers.values().removeIf(reader -> reader == null);
    return false;
  }

  /** A reader; null when the stream has no writer, unless this is the last try. */
  private static StreamReader tryJoin(
      StageOptions stage, String stream, ReaderOptions options, boolean isLast) throws IOException {
    try {
      return StreamReader.connect(stage.directory(), stream, options);
    } catch (ChannelException e) {
      if (isLast || !e.isAbsence()) {
        throw e;
      }
      return null;
    }
  }

  private static List<String> announced(
      StageOptions stage, String source, long deadline, ReaderOptions options) throws IOException {
    PipelineDirectory directory = stage.directory();
    StopSignal stop = stage.stopSignal();
    boolean isWarm = false;
    while (!stop.isRequested()) {
      Optional<List<String>> names = StreamList.read(directory, source);
      if (names.isPresent()) {
        return names.get();
      }
      if (!isWarm) {
        warmUp();
        isWarm = true;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new OutputException(
            "source '"
                + source
                + "' of pipeline '"
                + directory.name()
                + "': not there after "
                + options.connectTimeoutNs() / 1_000_000_000L
                + " s; start 'zoetrope capture' with the same --pipeline");
      }
      LockSupport.parkNanos(LOOK_PERIOD_NS);
    }
    return List.of();
  }

  /** Has the JVM make its first socket, which takes it 40 ms, while there is nothing to do. */
  private static void warmUp() {
    try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        Selector selector = Selector.open()) {
      socket.configureBlocking(false);
      socket.register(selector, SelectionKey.OP_READ);
    } catch (IOException | UnsupportedOperationException e) {
      // Whoever needs one says so.
    }
  }

  /** Readers by stream, in the order of the file. */
  Map<String, StreamReader> readers() {
    return readers;
  }

  @Override
  public void close() {
    readers.values().stream().filter(reader -> reader != null).forEach(StreamReader::close);
  }
}
