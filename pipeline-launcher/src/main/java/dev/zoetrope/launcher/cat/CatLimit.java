package dev.zoetrope.launcher.cat;

import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.StreamKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** How much of a stream is wanted: frames, time, or all. Sound is cut at the sample. */
final class CatLimit {
  private static final long NS_PER_SECOND = 1_000_000_000L;

  private final long mostFrames;
  private final long mostNs;
  private long frames;
  private long samples;
  private long firstNs = FrameHeader.NO_PTS;
  private boolean isOver;

  /**
   * A limit.
   *
   * @param mostFrames most frames, 0 for any number
   * @param mostNs most nanoseconds, 0 for any time
   */
  CatLimit(long mostFrames, long mostNs) {
    this.mostFrames = mostFrames;
    this.mostNs = mostNs;
  }

  /** Counts a frame, unless it begins after the end. */
  boolean allows(FrameHeader header) {
    frames++;
    long ptsNs = header.ptsNs();
    firstNs = firstNs == FrameHeader.NO_PTS ? ptsNs : firstNs;
    boolean isTimed = mostNs > 0 && header.kind() == StreamKind.VIDEO;
    boolean isLate = isTimed && ptsNs != FrameHeader.NO_PTS && ptsNs - firstNs >= mostNs;
    isOver = isLate || frames == mostFrames;
    return !isLate;
  }

  /** What of a frame's bytes is before the end. */
  List<ByteBuffer> cut(FrameHeader header, List<ByteBuffer> pieces) {
    if (mostNs == 0 || header.kind() == StreamKind.VIDEO || header.sampleCount() == 0) {
      return pieces;
    }
    long most = Math.round((double) mostNs * header.sampleRate() / NS_PER_SECOND);
    long wanted = Math.min(header.sampleCount(), most - samples);
    samples += wanted;
    isOver |= samples == most;
    List<ByteBuffer> cut = new ArrayList<>();
    for (ByteBuffer piece : pieces) {
      cut.add(piece.slice(0, (int) (piece.remaining() * wanted / header.sampleCount())));
    }
    return cut;
  }

  /** Whether no more is wanted. */
  boolean isReached() {
    return isOver;
  }
}
