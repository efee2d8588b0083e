package dev.zoetrope.layout;

import static dev.zoetrope.layout.FrameHeaderDescriptor.*;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A view of one frame's header. A writer fills it in the slot between claim and publish. A reader
 * has its own copy, taken and checked when it took the frame, so that no value can change between
 * the check and the use; it is good until the lease is closed.
 *
 * <p>Video: {@code width} and {@code height} are coded pixels, the visible picture is what the crop
 * leaves of them. Audio: one plane description, whose {@code rows} is the number of channel planes
 * (1 when packed) and whose {@code stride} is the distance between them in bytes.
 *
 * <p>Not thread-safe.
 */
public final class FrameHeader {
  /** Presentation time of a frame that has none; equals FFmpeg's {@code AV_NOPTS_VALUE}. */
  public static final long NO_PTS = Long.MIN_VALUE;

  /** ITU-T H.273 for primaries, transfer and matrix that nobody knows. Zero is RGB, or reserved. */
  public static final int UNSPECIFIED_COLOR = 2;

  /** Frame flag: decodable on its own. */
  public static final int KEY = 1;

  /** Frame flag: frames before this one are missing. */
  public static final int DISCONTINUITY = 2;

  /** Frame flag: the decoder reported damage. */
  public static final int CORRUPT = 4;

  /** Frame flag: two fields. */
  public static final int INTERLACED = 8;

  /** Frame flag: the top field is the earlier one. */
  public static final int TOP_FIELD_FIRST = 16;

  /** Frame flag: mirror left to right for display, before the rotation. */
  public static final int HORIZONTAL_FLIP = 32;

  /** Frame flag: the mastering display values are set. */
  public static final int HAS_MASTERING_DISPLAY = 64;

  /** Frame flag: the light levels are set. */
  public static final int HAS_LIGHT_LEVELS = 128;

  private static final int CACHE_LINE = 64;

  /** Flags that say how the rest of a header is meant. */
  private static final int FORMAT_FLAGS =
      HORIZONTAL_FLIP | HAS_MASTERING_DISPLAY | HAS_LIGHT_LEVELS;

  private static final byte[] NOTHING = new byte[LAYOUT.length()];
  private static final byte[] EMPTY = new byte[LAYOUT.length()];

  static {
    UnsafeBuffer empty = new UnsafeBuffer(EMPTY);
    empty.putLong(PTS, NO_PTS);
    empty.putInt(TIME_BASE_NUM, 1);
    empty.putInt(TIME_BASE_DEN, 1);
    empty.putInt(SAR_DEN, 1);
    empty.putInt(COLOR_PRIMARIES, UNSPECIFIED_COLOR);
    empty.putInt(COLOR_TRANSFER, UNSPECIFIED_COLOR);
    empty.putInt(COLOR_MATRIX, UNSPECIFIED_COLOR);
  }

  private final UnsafeBuffer buffer;
  private long revision;

  /**
   * Views a header.
   *
   * @param slot memory of the slot
   * @param offset start of the slot in it
   */
  public FrameHeader(DirectBuffer slot, int offset) {
    buffer = new UnsafeBuffer(slot, offset, LAYOUT.length());
  }

  /**
   * Sets everything to zero but for the denominators, which are 1, the time, {@link #NO_PTS}, and
   * the colours, {@link #UNSPECIFIED_COLOR}.
   */
  public void reset() {
    buffer.putBytes(0, EMPTY, 0, LAYOUT.length());
  }

  /** Sequence number of the frame within its epoch. */
  public long generation() {
    return buffer.getLong(GENERATION);
  }

  /** Epoch of the frame. */
  public long epoch() {
    return buffer.getLong(EPOCH);
  }

  /** Stamps the frame; called by publish. */
  public void stamp(long epoch, long generation) {
    buffer.putLong(EPOCH, epoch);
    buffer.putLong(GENERATION, generation);
  }

  /** Presentation time in the time base, or {@link #NO_PTS}. */
  public long pts() {
    return buffer.getLong(PTS);
  }

  /** Duration in the time base, 0 when unknown. */
  public long duration() {
    return buffer.getLong(DURATION);
  }

  /** Numerator of the time base. */
  public int timeBaseNum() {
    return buffer.getInt(TIME_BASE_NUM);
  }

  /** Denominator of the time base. */
  public int timeBaseDen() {
    return buffer.getInt(TIME_BASE_DEN);
  }

  /**
   * Sets presentation time and duration.
   *
   * @param pts in the time base, or {@link #NO_PTS}
   * @param duration in the time base, 0 when unknown
   * @param timeBaseNum numerator of the time base in seconds
   * @param timeBaseDen denominator of the time base
   * @return this
   */
  public FrameHeader time(long pts, long duration, int timeBaseNum, int timeBaseDen) {
    buffer.putLong(PTS, pts);
    buffer.putLong(DURATION, duration);
    buffer.putInt(TIME_BASE_NUM, timeBaseNum);
    buffer.putInt(TIME_BASE_DEN, timeBaseDen);
    return this;
  }

  /** Presentation time in nanoseconds of media time, or {@link #NO_PTS}. */
  public long ptsNs() {
    return pts() == NO_PTS ? NO_PTS : toNs(pts());
  }

  /** Duration in nanoseconds, 0 when unknown. */
  public long durationNs() {
    return toNs(duration());
  }

  private long toNs(long ticks) {
    long num = timeBaseNum() * 1_000_000_000L;
    long den = Math.max(1, timeBaseDen());
    return ticks / den * num + ticks % den * num / den;
  }

  /** Monotonic clock when the frame was captured or decoded, in nanoseconds. */
  public long captureTimeNs() {
    return buffer.getLong(CAPTURE_TIME_NS);
  }

  /** Sets the capture time, nanoseconds of {@link System#nanoTime()}. */
  public FrameHeader captureTimeNs(long ns) {
    buffer.putLong(CAPTURE_TIME_NS, ns);
    return this;
  }

  /** Payload bytes in use. */
  public long payloadLength() {
    return buffer.getLong(PAYLOAD_LENGTH);
  }

  /** Sets the payload bytes in use. */
  public FrameHeader payloadLength(long bytes) {
    buffer.putLong(PAYLOAD_LENGTH, bytes);
    return this;
  }

  /** Flags: {@link #KEY} and others. */
  public int flags() {
    return buffer.getInt(FLAGS);
  }

  /** Sets the flags. */
  public FrameHeader flags(int flags) {
    buffer.putInt(FLAGS, flags);
    return this;
  }

  /** Whether all the given flags are set. */
  public boolean has(int flags) {
    return (flags() & flags) == flags;
  }

  /** Kind of the frame. */
  public StreamKind kind() {
    return StreamKind.of(buffer.getInt(KIND));
  }

  /** FFmpeg's name of the pixel or sample format. */
  public String format() {
    return getAscii(FORMAT, FORMAT_LENGTH);
  }

  /** Whether {@link #format()} has the same bytes as in another header; allocates nothing. */
  public boolean sameFormat(FrameHeader other) {
    for (int i = 0; i < FORMAT_LENGTH; i += Long.BYTES) {
      if (buffer.getLong(FORMAT + i) != other.buffer.getLong(FORMAT + i)) {
        return false;
      }
    }
    return true;
  }

  /** Planes described. */
  public int planeCount() {
    return buffer.getInt(PLANE_COUNT);
  }

  /** Offset of a plane in the payload, bytes. */
  public long planeOffset(int plane) {
    return buffer.getLong(PLANES + plane * PLANE_LENGTH);
  }

  /** Bytes from one row (audio: channel plane) to the next. */
  public long planeStride(int plane) {
    return buffer.getLong(PLANES + plane * PLANE_LENGTH + 8);
  }

  /** Rows (audio: channel planes). */
  public int planeRows(int plane) {
    return buffer.getInt(PLANES + plane * PLANE_LENGTH + 16);
  }

  /** Sets the number of planes. */
  public FrameHeader planeCount(int count) {
    buffer.putInt(PLANE_COUNT, count);
    return this;
  }

  /**
   * Describes a plane.
   *
   * @param plane 0 to 3
   * @param offset in the payload, bytes, multiple of 64
   * @param stride bytes from one row (audio: channel plane) to the next, not negative
   * @param rows rows (audio: channel planes)
   * @return this
   */
  public FrameHeader plane(int plane, long offset, long stride, int rows) {
    buffer.putLong(PLANES + plane * PLANE_LENGTH, offset);
    buffer.putLong(PLANES + plane * PLANE_LENGTH + 8, stride);
    buffer.putInt(PLANES + plane * PLANE_LENGTH + 16, rows);
    return this;
  }

  /** Makes this a video frame of a pixel format and coded size. */
  public FrameHeader video(String pixelFormat, int width, int height) {
    buffer.putInt(KIND, StreamKind.VIDEO.code());
    putAscii(FORMAT, FORMAT_LENGTH, pixelFormat);
    buffer.putInt(WIDTH, width);
    buffer.putInt(HEIGHT, height);
    return this;
  }

  /** Coded width, pixels. */
  public int width() {
    return buffer.getInt(WIDTH);
  }

  /** Coded height, pixels. */
  public int height() {
    return buffer.getInt(HEIGHT);
  }

  /** Sets the crop, pixels off each side of the coded picture. */
  public FrameHeader crop(int left, int top, int right, int bottom) {
    buffer.putInt(CROP_LEFT, left);
    buffer.putInt(CROP_TOP, top);
    buffer.putInt(CROP_RIGHT, right);
    buffer.putInt(CROP_BOTTOM, bottom);
    return this;
  }

  /** Pixels cropped at the left. */
  public int cropLeft() {
    return buffer.getInt(CROP_LEFT);
  }

  /** Pixels cropped at the top. */
  public int cropTop() {
    return buffer.getInt(CROP_TOP);
  }

  /** Pixels cropped at the right. */
  public int cropRight() {
    return buffer.getInt(CROP_RIGHT);
  }

  /** Pixels cropped at the bottom. */
  public int cropBottom() {
    return buffer.getInt(CROP_BOTTOM);
  }

  /** Sets the sample (pixel) aspect ratio; 0/1 when unknown. */
  public FrameHeader sampleAspectRatio(int num, int den) {
    buffer.putInt(SAR_NUM, num);
    buffer.putInt(SAR_DEN, den);
    return this;
  }

  /** Numerator of the sample aspect ratio, 0 when unknown. */
  public int sarNum() {
    return buffer.getInt(SAR_NUM);
  }

  /** Denominator of the sample aspect ratio. */
  public int sarDen() {
    return buffer.getInt(SAR_DEN);
  }

  /**
   * Sets the colour description; ITU-T H.273 code points, range and chroma location as FFmpeg's.
   */
  public FrameHeader color(int range, int primaries, int transfer, int matrix, int chroma) {
    buffer.putInt(COLOR_RANGE, range);
    buffer.putInt(COLOR_PRIMARIES, primaries);
    buffer.putInt(COLOR_TRANSFER, transfer);
    buffer.putInt(COLOR_MATRIX, matrix);
    buffer.putInt(CHROMA_LOCATION, chroma);
    return this;
  }

  /** Colour range: 0 unspecified, 1 limited, 2 full. */
  public int colorRange() {
    return buffer.getInt(COLOR_RANGE);
  }

  /** Colour primaries, ITU-T H.273. */
  public int colorPrimaries() {
    return buffer.getInt(COLOR_PRIMARIES);
  }

  /** Transfer characteristic, ITU-T H.273. */
  public int colorTransfer() {
    return buffer.getInt(COLOR_TRANSFER);
  }

  /** Matrix coefficients, ITU-T H.273. */
  public int colorMatrix() {
    return buffer.getInt(COLOR_MATRIX);
  }

  /** Chroma location, as FFmpeg numbers it. */
  public int chromaLocation() {
    return buffer.getInt(CHROMA_LOCATION);
  }

  /** Sets the rotation, degrees clockwise for display, 0 to 359. */
  public FrameHeader rotation(int degrees) {
    buffer.putInt(ROTATION, degrees);
    return this;
  }

  /** Degrees clockwise for display, 0 to 359. */
  public int rotation() {
    return buffer.getInt(ROTATION);
  }

  /**
   * One value of the mastering display.
   *
   * @param index 0 to 5 x and y of red, green, blue, 6 and 7 of white, in 1/50000; 8 and 9 minimum
   *     and maximum luminance in 1/10000 cd/m2
   * @return the value
   */
  public int mastering(int index) {
    return buffer.getInt(MASTERING + index * Integer.BYTES);
  }

  /** Sets one value of the mastering display; see {@link #mastering(int)}. */
  public FrameHeader mastering(int index, int value) {
    buffer.putInt(MASTERING + index * Integer.BYTES, value);
    return this;
  }

  /** Sets the light levels, cd/m2. */
  public FrameHeader lightLevels(int maxCll, int maxFall) {
    buffer.putInt(MAX_CLL, maxCll);
    buffer.putInt(MAX_FALL, maxFall);
    return this;
  }

  /** Maximum content light level, cd/m2. */
  public int maxCll() {
    return buffer.getInt(MAX_CLL);
  }

  /** Maximum frame-average light level, cd/m2. */
  public int maxFall() {
    return buffer.getInt(MAX_FALL);
  }

  /**
   * Makes this an audio frame.
   *
   * @param sampleFormat FFmpeg's name, such as {@code fltp}
   * @param sampleRate Hz
   * @param channels 1 to 64
   * @param channelLayout FFmpeg's name, such as {@code 5.1(side)}
   * @param sampleCount samples of each channel
   * @return this
   */
  public FrameHeader audio(
      String sampleFormat, int sampleRate, int channels, String channelLayout, int sampleCount) {
    buffer.putInt(KIND, StreamKind.AUDIO.code());
    putAscii(FORMAT, FORMAT_LENGTH, sampleFormat);
    buffer.putInt(SAMPLE_RATE, sampleRate);
    buffer.putInt(CHANNELS, channels);
    putAscii(CHANNEL_LAYOUT, CHANNEL_LAYOUT_LENGTH, channelLayout);
    buffer.putInt(SAMPLE_COUNT, sampleCount);
    return this;
  }

  /** Samples a second. */
  public int sampleRate() {
    return buffer.getInt(SAMPLE_RATE);
  }

  /** Samples of each channel. */
  public int sampleCount() {
    return buffer.getInt(SAMPLE_COUNT);
  }

  /** Channels. */
  public int channels() {
    return buffer.getInt(CHANNELS);
  }

  /** FFmpeg's name of the channel layout. */
  public String channelLayout() {
    return getAscii(CHANNEL_LAYOUT, CHANNEL_LAYOUT_LENGTH);
  }

  /**
   * Copies the whole header.
   *
   * @param target where to
   * @param offset where in the target, bytes
   */
  public void copyTo(MutableDirectBuffer target, int offset) {
    target.putBytes(offset, buffer, 0, LAYOUT.length());
  }

  /**
   * Overwrites this header with another one.
   *
   * @param source memory that holds a header
   * @param offset where it starts, bytes
   */
  public void copyFrom(DirectBuffer source, int offset) {
    buffer.putBytes(0, source, offset, LAYOUT.length());
  }

  /**
   * Overwrites this header with another one, of which it reads only what a frame of its kind uses;
   * the rest becomes zero. Each line of a header that another core has just written is slow to
   * read, and picture frames rarely use the last three. {@link #revision} tells whether it brought
   * more than other times.
   *
   * @param source memory that holds a header
   * @param offset where it starts, bytes
   */
  public void copyUsedFrom(DirectBuffer source, int offset) {
    long length = payloadLength();
    long timeBase = buffer.getLong(TIME_BASE_NUM);
    int kind = int32(KIND);
    int flags = flags();
    // Of the copy: the source may change, or be nothing that a correct writer makes.
    buffer.putBytes(0, source, offset, FORMAT);
    boolean isAsBefore =
        kind == int32(KIND)
            && length == payloadLength()
            && timeBase == buffer.getLong(TIME_BASE_NUM)
            && ((flags ^ flags()) & FORMAT_FLAGS) == 0;
    int end = isPlainVideo() ? MASTERING : LAYOUT.length();
    for (int at = FORMAT; isAsBefore && at < end; at += Long.BYTES) {
      isAsBefore = source.getLong(offset + at) == buffer.getLong(at);
    }
    if (!isAsBefore) {
      revision++;
      buffer.putBytes(FORMAT, source, offset + FORMAT, end - FORMAT);
      buffer.putBytes(end, NOTHING, 0, LAYOUT.length() - end);
    }
  }

  private boolean isPlainVideo() {
    return int32(KIND) == StreamKind.VIDEO.code()
        && (flags() & (HAS_MASTERING_DISPLAY | HAS_LIGHT_LEVELS)) == 0;
  }

  /**
   * Counts how often {@link #copyUsedFrom} brought a frame that differs from the one before in more
   * than times, sequence number, and flags that a picture has for itself.
   *
   * @return 0 before the first frame
   */
  public long revision() {
    return revision;
  }

  /**
   * Has the cache lines brought here that {@link #copyUsedFrom} reads of a video frame. What they
   * hold means nothing before the frame is pinned.
   *
   * @param slot memory of the slot
   * @param offset start of the slot in it
   * @return something made of them, for the caller to keep: else the compiler leaves out the reads
   */
  public static long glance(DirectBuffer slot, int offset) {
    long sum = 0;
    for (int at = 0; at < MASTERING; at += CACHE_LINE) {
      sum += slot.getLong(offset + at);
    }
    return sum;
  }

  /** Overwrites this header with another one. */
  public void copyFrom(FrameHeader other) {
    copyFrom(other.buffer, 0);
  }

  int int32(int offset) {
    return buffer.getInt(offset);
  }

  byte octet(int offset) {
    return buffer.getByte(offset);
  }

  private String getAscii(int offset, int capacity) {
    int length = 0;
    while (length < capacity && buffer.getByte(offset + length) != 0) {
      length++;
    }
    return buffer.getStringWithoutLengthAscii(offset, length);
  }

  private void putAscii(int offset, int capacity, String text) {
    if (text.length() >= capacity) {
      throw new IllegalArgumentException(
          "name '" + text + "' has " + text.length() + " bytes, allowed: " + (capacity - 1));
    }
    buffer.putBytes(offset, NOTHING, 0, capacity);
    buffer.putStringWithoutLengthAscii(offset, text);
  }
}
