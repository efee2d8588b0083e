package dev.zoetrope.stage;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StaleFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * Looks at a stream without joining it. A stage joins only when it is ready: a writer may wait for
 * it, and goes on at once.
 */
final class StreamPreview {
  /** Ten heartbeats: what is older was left behind by a dead writer. */
  private static final long MAX_HEARTBEAT_AGE_NS = 1_000_000_000L;

  private StreamPreview() {}

  /**
   * What a stream is.
   *
   * @param directory the pipeline
   * @param stream name of the stream
   * @return empty while nobody serves it
   * @throws IOException when its files cannot be read
   */
  static Optional<EpochSpec> look(PipelineDirectory directory, String stream) throws IOException {
    try {
      directory.check();
      long number = StaleFiles.newestEpoch(directory, stream);
      if (number == 0) {
        return Optional.empty();
      }
      Epoch epoch = Epoch.openForObserver(directory, stream, number);
      try {
        return isServed(epoch) ? Optional.of(epoch.control().spec()) : Optional.empty();
      } finally {
        epoch.release();
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static boolean isServed(Epoch epoch) {
    long age = System.nanoTime() - epoch.control().counter(ControlDescriptor.HEARTBEAT_NS);
    int state = epoch.control().writerStateVolatile();
    return state == ControlDescriptor.STATE_LIVE && age < MAX_HEARTBEAT_AGE_NS;
  }
}
