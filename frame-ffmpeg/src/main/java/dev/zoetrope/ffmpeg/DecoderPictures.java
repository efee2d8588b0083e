package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.channel.FrameHold;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.FrameHeaderDescriptor;
import java.io.IOException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVBufferRef;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * The memory that one decoder writes its pictures to: slots of the stream that they are published
 * in, so that nothing is copied.
 *
 * <p>A decoder asks on its own threads, and gets a slot that {@link #prepare} has put ready, or
 * else memory of the heap, laid out alike; such a picture is copied when it comes out. So no
 * decoder ever waits for a reader: {@link #prepare} does, between two packets, when all that the
 * decoder has given out is published.
 *
 * <p>{@link #prepare} and {@link #holdOf} are for the thread that sends packets and takes frames.
 */
public final class DecoderPictures implements AutoCloseable {
  private final AVCodecContext codec;
  private final long id;
  private final Queue<FrameHold> ready = new ConcurrentLinkedQueue<>();
  private final Map<Long, FrameHold> given = new ConcurrentHashMap<>();
  private final HeapPictures heap = new HeapPictures();
  private volatile StreamWriter writer;
  private volatile Shape shape = new Shape(AV_PIX_FMT_NONE, 0, 0, null);
  private int readyCount;

  /** A layout, and what it is for: it takes a dozen calls to make one. */
  private record Shape(int format, int width, int height, PictureLayout layout) {}

  /**
   * Has a decoder ask for its memory here. Until {@link #bind} it gets FFmpeg's own.
   *
   * @param codec of a decoder that {@link #isPossible}; not opened yet, and to be freed before this
   *     is closed
   */
  public DecoderPictures(AVCodecContext codec) {
    this.codec = codec;
    this.id = PictureCallback.register(this);
    codec.opaque(new Address(id));
    codec.get_buffer2(PictureCallback.INSTANCE);
  }

  /** Whether a decoder writes to memory that it is given, once it is opened. */
  public static boolean isPossible(AVCodecContext codec) {
    return (codec.codec().capabilities() & AV_CODEC_CAP_DR1) != 0;
  }

  /**
   * Bytes of a slot for one picture, as far as the opened decoder knows.
   *
   * @return 0 when it does not, or when its pictures cannot lie in a slot
   */
  public long payloadLength() {
    int width = Math.max(codec.width(), codec.coded_width());
    int height = Math.max(codec.height(), codec.coded_height());
    PictureLayout layout = layout(codec, codec.pix_fmt(), width, height);
    return layout == null ? 0 : layout.payloadLength();
  }

  /** Whether the opened decoder decodes several pictures at once. */
  public boolean isByFrame() {
    return DecoderDemand.threads(codec) > 1;
  }

  /** Slots that the opened decoder needs: for what it refers to, and for each of its threads. */
  public int slotCount() {
    return DecoderDemand.pictures(codec);
  }

  /**
   * Gives the decoder slots from now on; before the first packet.
   *
   * @param writer of the stream, with slots to keep
   */
  public void bind(StreamWriter writer) {
    this.writer = writer;
    this.readyCount = DecoderDemand.threads(codec) + 1;
  }

  /**
   * Puts slots ready for the pictures of the next packet, and waits for readers to be done with
   * them where the stream waits at all.
   *
   * @throws IOException as {@link StreamWriter#hold}
   */
  public void prepare() throws IOException {
    PictureLayout layout = shape.layout;
    if (writer == null || layout == null) {
      return;
    }
    FrameHold next = ready.peek();
    if (next != null && !isFit(next, layout)) {
      giveBack();
    }
    while (ready.size() < readyCount) {
      FrameHold hold = writer.hold(layout.payloadLength());
      if (hold == null) {
        return;
      }
      ready.add(hold);
    }
  }

  private static boolean isFit(FrameHold hold, PictureLayout layout) {
    return hold.isPublishable() && hold.payloadCapacity() >= layout.payloadLength();
  }

  private void giveBack() {
    for (FrameHold hold = ready.poll(); hold != null; hold = ready.poll()) {
      hold.close();
    }
  }

  /**
   * The slot that a decoded picture lies in.
   *
   * @param frame as it came from the decoder
   * @return null when it lies elsewhere
   */
  public FrameHold holdOf(AVFrame frame) {
    AVBufferRef buffer = frame.buf(0);
    return buffer == null || frame.buf(1) != null ? null : given.get(buffer.data().address());
  }

  /** As {@code get_buffer2}; on any thread, and never waits. */
  int give(AVCodecContext thread, AVFrame frame, int flags) throws FfmpegException {
    PictureLayout layout =
        writer == null ? null : layout(thread, frame.format(), frame.width(), frame.height());
    if (layout == null) {
      return avcodec_default_get_buffer2(thread, frame, flags);
    }
    AVBufferRef buffer = slot(layout);
    if (buffer == null) {
      buffer = heap.get(layout.payloadLength());
    }
    frame.buf(0, buffer);
    long address = buffer.data().address();
    for (int plane = 0; plane < layout.planeCount(); plane++) {
      frame.data(plane, new Address(address + layout.offset(plane)));
      frame.linesize(plane, layout.stride(plane));
    }
    return 0;
  }

  private PictureLayout layout(AVCodecContext thread, int format, int width, int height) {
    Shape known = shape;
    if (known.format != format || known.width != width || known.height != height) {
      PictureLayout layout = PictureLayout.ofDecoder(thread, format, width, height);
      known = new Shape(format, width, height, layout);
      shape = known;
    }
    return known.layout;
  }

  /** Null when none is ready, or they are too small; the next {@link #prepare} looks to that. */
  private AVBufferRef slot(PictureLayout layout) throws FfmpegException {
    FrameHold hold = ready.poll();
    if (hold == null) {
      return null;
    }
    if (hold.payloadCapacity() < layout.payloadLength()) {
      hold.close();
      return null;
    }
    long address = hold.payloadAddress();
    long length = hold.payloadCapacity() + FrameHeaderDescriptor.TAIL_PADDING;
    given.put(address, hold);
    return SlotBuffers.readOnly(
        address,
        length,
        () -> {
          given.remove(address);
          hold.close();
        });
  }

  @Override
  public void close() {
    PictureCallback.unregister(id);
    giveBack();
    heap.close();
  }
}
