package dev.zoetrope.capture;

import java.io.IOException;
import java.util.List;

/**
 * Where frames come from. Opened by whoever makes it, so that its streams are known; then run once.
 *
 * <p>Contract: {@link #run} gives every frame of every stream to the sink of that stream, in order,
 * with presentation times that begin near zero; it ends each sink once, also when there was no
 * frame; it returns when all streams ended or no sink wants more, and within a bounded time after
 * the stop signal it was opened with.
 */
interface Source extends AutoCloseable {
  /** What was given with {@code -i}. */
  String name();

  /** The selected streams; at least one. */
  List<SourceStream> streams();

  /**
   * Delivers frames until the end.
   *
   * @param sinks one for each of {@link #streams()}, in that order
   * @throws TruncatedInputException when the input ended early; everything before that was
   *     delivered and the sinks were ended
   * @throws IOException when the source fails
   */
  void run(List<? extends FrameSink> sinks) throws IOException;

  /** Packets and frames that could not be decoded so far. */
  default long errors() {
    return 0;
  }

  /** Frees everything native; after {@link #run} returned. */
  @Override
  void close();
}
