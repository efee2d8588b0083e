package dev.zoetrope.display;

import dev.zoetrope.channel.FrameLease;
import java.io.IOException;
import java.util.List;

/**
 * Where pictures are shown: a window, a terminal, nowhere.
 *
 * <p>A surface keeps pictures under small numbers, its places. {@link #upload} fills a place,
 * {@link #present} shows it, as often as wanted; the caller decides which places are in use. For
 * one thread; for a window that is the main thread of the process.
 */
public interface Surface extends AutoCloseable {
  /** Most places that anyone may use. */
  int MAX_PLACES = 24;

  /**
   * How many pictures like this one the surface can keep at once.
   *
   * @param picture the picture
   * @return 2 to {@link #MAX_PLACES}
   */
  int places(PictureInfo picture);

  /**
   * Copies a picture out of its slot into a place, and closes the lease, whatever happens.
   *
   * @param place 0 to {@code places() - 1}
   * @param picture what the frame's header says
   * @param lease the frame
   * @throws IOException when the surface fails or the frame cannot be converted
   */
  void upload(int place, PictureInfo picture, FrameLease lease) throws IOException;

  /**
   * Shows the picture in a place.
   *
   * @param place a place that was filled
   * @param overlay lines of text to lay over the picture; mostly none
   * @throws IOException when the surface fails
   */
  void present(int place, List<String> overlay) throws IOException;

  /**
   * Asks what the user wants. Also lets the window system do its work: call it many times a second.
   *
   * @return the oldest wish, or null when there is none
   * @throws IOException when the surface fails
   */
  SurfaceEvent poll() throws IOException;

  /** Longest time between two calls of {@link #poll} that nobody notices, nanoseconds. */
  default long pollPeriodNs() {
    return 8_000_000L;
  }

  /** What shows the pictures, for people: {@code window (opengl)}. */
  String description();

  /** Gives everything back. Idempotent. */
  @Override
  void close();
}
