package dev.zoetrope.stage;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.FrameHeaderCheck;
import dev.zoetrope.layout.FrameHeaderDescriptor;
import dev.zoetrope.layout.StreamKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One stream that a stage writes. For the stage's thread alone.
 *
 * <pre>{@code
 * try (FrameClaim out = output.claimVideo(frame, "gray", 640, 360)) {
 *   if (out != null) {          // null: dropped, because the stream is live and no slot is free
 *     fill(out.plane(0), (int) out.header().planeStride(0));
 *     out.publish();
 *   }
 * }
 * }</pre>
 *
 * <p>Frames may change in format and size at any time: each header describes its own. What is
 * published is checked first, see {@link BadFrameException}.
 */
public final class StageOutput {
  /** A page; the first larger frame makes a new epoch. */
  private static final long LEAST_CAPACITY = 4096;

  private final String name;
  private final FrameLayouts layouts;
  private final StagePace pace;
  private final FrameHeader draft =
      new FrameHeader(new UnsafeBuffer(new byte[FrameHeaderDescriptor.LAYOUT.length()]), 0);
  private final List<FrameClaim> claims = new ArrayList<>();
  private StreamInfo info;
  private long capacity = LEAST_CAPACITY;
  private StreamWriter writer;
  private boolean isLost;
  private long frames;
  private long dropped;

  StageOutput(String name, FrameLayouts layouts, StagePace pace) {
    this.name = name;
    this.layouts = layouts;
    this.pace = pace;
  }

  /** Name of the stream. */
  public String name() {
    return name;
  }

  /** What was said of it; null when nothing was. */
  public StreamInfo info() {
    return info;
  }

  /** Frames published. */
  public long frames() {
    return frames;
  }

  /** Frames that found no slot, because the stream is live. */
  public long dropped() {
    return dropped;
  }

  /**
   * Says what the stream is; in {@link Stage#open} only. Without a word an output is like the input
   * at its place, or else like the first one.
   *
   * @param stream kind, rate, length
   * @return this
   */
  public StageOutput describe(StreamInfo stream) {
    checkNotOpen();
    info = stream;
    return this;
  }

  /**
   * Makes room for frames of a size from the start; in {@link Stage#open} only. Larger ones can
   * come all the same, in a new epoch.
   *
   * @param payloadLength bytes
   * @return this
   */
  public StageOutput reserve(long payloadLength) {
    checkNotOpen();
    capacity = Math.max(LEAST_CAPACITY, payloadLength);
    return this;
  }

  private void checkNotOpen() {
    if (writer != null) {
      throw new IllegalStateException(
          "output '" + name + "': is open already; describe it in the stage's open()");
    }
  }

  void likeUnlessSaid(StageInput input) {
    if (info == null && input != null) {
      info = input.info();
      capacity = Math.max(capacity, input.payloadCapacity());
    }
  }

  long capacity() {
    return capacity;
  }

  void open(StreamWriter opened) {
    writer = opened;
  }

  StreamWriter writer() {
    return writer;
  }

  /**
   * Takes a slot to fill; the header is empty. Waits for one, unless the stream is live.
   *
   * @param payloadLength bytes that the frame needs
   * @return the claim, or null when the frame is dropped
   * @throws IOException when the stream failed
   */
  public FrameClaim claim(long payloadLength) throws IOException {
    claims.removeIf(claim -> !claim.isOpen());
    FrameClaim claim = writer.claim(payloadLength);
    if (claim == null) {
      isLost = true;
      dropped++;
      return null;
    }
    claims.add(claim);
    return claim.beforePublish(this::beforePublish);
  }

  /**
   * Takes a slot for a picture; the header says format, size and where the planes are.
   *
   * @param pixelFormat FFmpeg's name
   * @param width pixels
   * @param height pixels
   * @return the claim, or null when the frame is dropped
   * @throws IllegalArgumentException for a format that is not known, or a size that cannot be
   * @throws IOException when the stream failed
   */
  public FrameClaim claimVideo(String pixelFormat, int width, int height) throws IOException {
    draft.reset();
    draft.video(pixelFormat, width, height);
    return claimDraft();
  }

  /**
   * As {@link #claimVideo(String, int, int)}, for a picture made from another one: its times,
   * flags, colours, aspect ratio and rotation, and where the size is the same its crop, are there
   * already.
   */
  public FrameClaim claimVideo(FrameLease from, String pixelFormat, int width, int height)
      throws IOException {
    draft.reset();
    draft.video(pixelFormat, width, height);
    FrameLook.copyTime(from.header(), draft);
    FrameLook.copyLook(from.header(), draft);
    return claimDraft();
  }

  /**
   * Takes a slot for samples; the header says format and where they go.
   *
   * @param sampleFormat FFmpeg's name, planar or packed
   * @param sampleRate Hz
   * @param channels their number
   * @param channelLayout FFmpeg's name, such as {@code stereo}
   * @param sampleCount samples of each channel
   * @return the claim, or null when the frame is dropped
   * @throws IllegalArgumentException for a format that is not known, or numbers that cannot be
   * @throws IOException when the stream failed
   */
  public FrameClaim claimAudio(
      String sampleFormat, int sampleRate, int channels, String channelLayout, int sampleCount)
      throws IOException {
    draft.reset();
    draft.audio(sampleFormat, sampleRate, channels, channelLayout, sampleCount);
    return claimDraft();
  }

  /**
   * Takes a slot for a frame like another one: the same header, planes at the same places, other
   * content.
   *
   * @param frame the other one
   * @return the claim, or null when the frame is dropped
   * @throws IOException when the stream failed
   */
  public FrameClaim claimLike(FrameLease frame) throws IOException {
    draft.copyFrom(frame.header());
    return claimDescribed();
  }

  private FrameClaim claimDraft() throws IOException {
    layouts.layOut(draft);
    return claimDescribed();
  }

  private FrameClaim claimDescribed() throws IOException {
    FrameClaim claim = claim(draft.payloadLength());
    if (claim != null) {
      claim.header().copyFrom(draft);
    }
    return claim;
  }

  /** The last look at a frame; see {@link FrameClaim#beforePublish}. */
  private void beforePublish(FrameClaim claim) {
    FrameHeader header = claim.header();
    try {
      FrameHeaderCheck.check(header, claim.payload().capacity());
      StreamKind kind = header.kind();
      if (kind != info.kind()) {
        throw new IllegalArgumentException(
            "is " + name(kind) + ", and the stream was announced as " + name(info.kind()));
      }
      layouts.check(header);
    } catch (CorruptRegionException | IllegalArgumentException e) {
      throw new BadFrameException(
          "output '" + name + "': frame " + (frames + 1) + ": " + e.getMessage(), e);
    }
    if (isLost) {
      header.flags(header.flags() | FrameHeader.DISCONTINUITY);
      isLost = false;
    }
    pace.await(header.ptsNs());
    frames++;
  }

  private static String name(StreamKind kind) {
    return kind == StreamKind.VIDEO ? "video" : "audio";
  }

  /** Aborts what is neither published nor closed. */
  void abortClaims() {
    claims.forEach(FrameClaim::close);
    claims.clear();
  }
}
