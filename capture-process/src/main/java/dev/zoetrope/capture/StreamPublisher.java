package dev.zoetrope.capture;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameHold;
import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.ffmpeg.DecoderPictures;
import dev.zoetrope.ffmpeg.FrameToSlot;
import dev.zoetrope.ffmpeg.command.StageLog;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.region.EpochSpec;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Publishes one stream's frames: waits for the readers that were asked for, waits until the frame
 * is due, claims a slot and copies the frame into it once, unless it was decoded into one. Used by
 * the decoding thread; {@link #cancel} and the counts are for any.
 */
final class StreamPublisher implements FrameSink {
  private final String name;
  private final StreamWriter writer;
  private final Gate gate;
  private final Pacer pacer;
  private final PressurePolicy pressure;
  private final String description;
  private final DecoderPictures pictures;
  private volatile boolean cancelled;
  private volatile long published;
  private volatile long copied;
  private volatile long endNs;
  private final Set<String> told = new HashSet<>();
  private boolean isLost;
  private boolean isFinished;
  private long dropped;

  /**
   * Publishes through a writer.
   *
   * @param name of the stream
   * @param writer closed by {@link #end}, {@link #fail} or {@link #close}
   * @param gate holds frames back; those of a device pass into nothing meanwhile
   * @param pacer shared by all streams; a live source paces itself
   * @param stream what it is
   */
  StreamPublisher(String name, StreamWriter writer, Gate gate, Pacer pacer, SourceStream stream) {
    this.name = name;
    this.writer = writer;
    this.gate = gate;
    this.pacer = pacer;
    this.pressure = stream.pressure();
    this.description = stream.description();
    this.pictures = stream.pictures();
    if (pictures != null) {
      pictures.bind(writer);
    }
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  public boolean accept(AVFrame frame, long captureTimeNs, boolean discontinuity)
      throws IOException {
    isLost |= discontinuity;
    if (pressure == PressurePolicy.DROP && !gate.isOpen()) {
      return !cancelled;
    }
    boolean live = pressure != PressurePolicy.WAIT;
    AVRational base = frame.time_base();
    long ptsNs = MediaTime.rescale(frame.pts(), base, MediaTime.NANOSECONDS);
    if (!gate.await() || !(live || pacer.await(ptsNs))) {
      return false;
    }
    // In real time a file plays the camera: a frame comes to be when it is due.
    long bornNs = !live && pacer.isRealTime() ? System.nanoTime() : captureTimeNs;
    if (!publishInPlace(frame, base, bornNs) && !copy(frame, base, bornNs)) {
      return !cancelled;
    }
    published++;
    if (ptsNs != MediaTime.NONE) {
      endNs = ptsNs + MediaTime.rescale(frame.duration(), base, MediaTime.NANOSECONDS);
    }
    return !cancelled;
  }

  @Override
  public boolean isCatchingUp() {
    return pressure == PressurePolicy.CATCH_UP && (!gate.isOpen() || writer.isCatchingUp());
  }

  /** Publishes a frame in the slot that it was decoded into, if it was. */
  private boolean publishInPlace(AVFrame frame, AVRational base, long captureTimeNs) {
    if (pictures == null) {
      return false;
    }
    FrameHold hold = pictures.holdOf(frame);
    if (hold == null) {
      return fallsBack("the decoder had none of its size, or not enough");
    }
    if (!hold.isPublishable()) {
      return fallsBack("its own went with the epoch before");
    }
    if (!FrameToSlot.describe(frame, hold, base.num(), base.den(), captureTimeNs)) {
      return fallsBack("its planes begin where no header can say, as after a crop");
    }
    markLoss(hold.header());
    return hold.publish() > 0;
  }

  /** Tells each reason once; more would be a line for each frame. */
  private boolean fallsBack(String why) {
    if (told.add(why)) {
      StageLog.details(StreamPublisher.class)
          .info("stream '{}': frame {} is copied into a slot: {}", name, published + 1, why);
    }
    return false;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  private boolean copy(AVFrame frame, AVRational base, long captureTimeNs) throws IOException {
    long length = FrameToSlot.payloadLength(frame);
    if (length > EpochSpec.MAX_PAYLOAD) {
      throw new IOException(
          "stream '"
              + name
              + "': a frame needs "
              + length
              + " bytes, allowed: "
              + EpochSpec.MAX_PAYLOAD);
    }
    try (FrameClaim claim = writer.claim(length)) {
      if (claim == null) {
        isLost = true;
        return false;
      }
      FrameToSlot.write(frame, claim, base.num(), base.den(), captureTimeNs);
      markLoss(claim.header());
      claim.publish();
      copied++;
    }
    return true;
  }

  private void markLoss(FrameHeader header) {
    if (isLost) {
      header.flags(header.flags() | FrameHeader.DISCONTINUITY);
      isLost = false;
    }
  }

  /** Frames that were copied into their slots, not decoded there. */
  long copied() {
    return copied;
  }

  /** Frames published. */
  long published() {
    return published;
  }

  /** Presentation time at which the newest published frame ends, nanoseconds. */
  long endNs() {
    return endNs;
  }

  /** Name of the stream. */
  String name() {
    return name;
  }

  /** What the stream is, in words. */
  String description() {
    return description;
  }

  /** Frames dropped because no slot was free, once the stream ended. */
  synchronized long dropped() {
    return dropped;
  }

  /** The writer. */
  StreamWriter writer() {
    return writer;
  }

  /** Ends all waiting of {@link #accept}; from any thread. */
  void cancel() {
    cancelled = true;
    writer.cancel();
  }

  @Override
  public void end() throws IOException {
    // Readers may still be on their way: a stream that ends before they came would be lost to them.
    if (gate.await()) {
      close();
    }
  }

  /** Ends the stream, if that was not done yet. */
  synchronized void close() throws IOException {
    if (!isFinished) {
      isFinished = true;
      dropped = writer.dropped();
      StageLog.details(StreamPublisher.class)
          .debug("stream '{}': {} frames, {} copied", name, published, copied);
      writer.close();
    }
  }

  /** Ends the stream as failed, if it was not ended yet. */
  synchronized void fail() throws IOException {
    if (!isFinished) {
      isFinished = true;
      dropped = writer.dropped();
      writer.fail();
    }
  }
}
