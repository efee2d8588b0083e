package dev.zoetrope.launcher;

import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StaleFiles;
import dev.zoetrope.region.StreamLock;
import java.io.IOException;

/**
 * That a pipeline is this run's, from before the first stage starts until the last has ended. The
 * stages of two runs would join each other's streams, and write each other's outputs. Thread-safe.
 */
final class RunClaim implements AutoCloseable {
  private final PipelineDirectory directory;
  private final StreamLock lock;
  private boolean closed;

  private RunClaim(PipelineDirectory directory, StreamLock lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Claims a pipeline, and removes what dead writers have left in it.
   *
   * @param directory the pipeline; is made
   * @param plan whose streams nobody else may serve
   * @return the claim; the kernel ends it when this process dies
   * @throws IOException when another run has it, or another writer one of its streams
   */
  static RunClaim take(PipelineDirectory directory, PipelinePlan plan) throws IOException {
    StreamLock lock = StreamLock.claim(directory);
    if (lock == null) {
      throw runsAlready(directory, "");
    }
    RunClaim claim = new RunClaim(directory, lock);
    try {
      StaleFiles.sweep(directory);
      String stream = plan.servedStream(directory);
      if (stream != null) {
        throw runsAlready(directory, ", its stream '" + stream + "' has a writer");
      }
      return claim;
    } catch (IOException | RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  private static IOException runsAlready(PipelineDirectory directory, String how) {
    return new IOException(
        "pipeline '"
            + directory.name()
            + "': runs already"
            + how
            + "; stop it, or choose another name with --pipeline");
  }

  /** Removes what is left of the pipeline, and lets go of it. What cannot be removed stays. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    StaleFiles.sweep(directory);
    try {
      lock.close();
      directory.deleteIfEmpty();
    } catch (IOException e) {
      // The next start tries again.
    }
  }
}
