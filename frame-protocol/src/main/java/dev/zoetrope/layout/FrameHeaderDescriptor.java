package dev.zoetrope.layout;

/**
 * Layout of the frame header at the start of every slot. The payload begins {@link #PAYLOAD_OFFSET}
 * bytes after the start of the slot; plane offsets count from the payload.
 */
public final class FrameHeaderDescriptor {
  /** Planes that a header describes. */
  public static final int MAX_PLANES = 4;

  /** Bytes of the pixel or sample format's name. */
  public static final int FORMAT_LENGTH = 32;

  /** Bytes of the channel layout's name. */
  public static final int CHANNEL_LAYOUT_LENGTH = 128;

  /** Distance between two plane descriptions. */
  public static final int PLANE_LENGTH = 24;

  /** Integers of the mastering display: 3 x 2 primaries, white point, luminance. */
  public static final int MASTERING_VALUES = 10;

  /** Where the payload begins, from the start of the slot; one page. */
  public static final int PAYLOAD_OFFSET = 4096;

  /** Readable bytes after the payload capacity, for codecs that read past the end. */
  public static final int TAIL_PADDING = 1024;

  /** The layout, for documentation and checks. */
  public static final Layout LAYOUT = new Layout("Frame header");

  public static final int GENERATION;
  public static final int EPOCH;
  public static final int PTS;
  public static final int DURATION;
  public static final int TIME_BASE_NUM;
  public static final int TIME_BASE_DEN;
  public static final int CAPTURE_TIME_NS;
  public static final int PAYLOAD_LENGTH;
  public static final int FLAGS;
  public static final int KIND;
  public static final int FORMAT;
  public static final int PLANE_COUNT;
  public static final int PLANES;
  public static final int WIDTH;
  public static final int HEIGHT;
  public static final int CROP_LEFT;
  public static final int CROP_TOP;
  public static final int CROP_RIGHT;
  public static final int CROP_BOTTOM;
  public static final int SAR_NUM;
  public static final int SAR_DEN;
  public static final int COLOR_RANGE;
  public static final int COLOR_PRIMARIES;
  public static final int COLOR_TRANSFER;
  public static final int COLOR_MATRIX;
  public static final int CHROMA_LOCATION;
  public static final int ROTATION;
  public static final int MASTERING;
  public static final int MAX_CLL;
  public static final int MAX_FALL;
  public static final int SAMPLE_RATE;
  public static final int SAMPLE_COUNT;
  public static final int CHANNELS;
  public static final int CHANNEL_LAYOUT;

  static {
    LAYOUT.group("writer, before the slot is READY");
    GENERATION = LAYOUT.int64("generation", "sequence number of the frame");
    EPOCH = LAYOUT.int64("epoch", "epoch of the frame");
    PTS = LAYOUT.int64("presentation time", "in the time base; -2^63 unknown");
    DURATION = LAYOUT.int64("duration", "in the time base; 0 unknown");
    TIME_BASE_NUM = LAYOUT.int32("time base numerator", "seconds, at least 1");
    TIME_BASE_DEN = LAYOUT.int32("time base denominator", "at least 1");
    CAPTURE_TIME_NS = LAYOUT.int64("capture time", "monotonic clock, ns");
    PAYLOAD_LENGTH = LAYOUT.int64("payload length", "bytes in use, at most the payload capacity");
    FLAGS =
        LAYOUT.int32(
            "flags",
            "1 key, 2 discontinuity, 4 corrupt, 8 interlaced, 16 top field first,"
                + " 32 horizontal flip, 64 mastering display, 128 light levels");
    KIND = LAYOUT.int32("kind", "1 video, 2 audio");
    FORMAT = LAYOUT.ascii("format", FORMAT_LENGTH, "FFmpeg's name of the pixel or sample format");
    PLANE_COUNT =
        LAYOUT.int32(
            "plane count",
            "1 to 4; audio: 1, with the channels' planes one stride apart when planar");
    PLANES =
        LAYOUT.array(
            "planes",
            MAX_PLANES,
            PLANE_LENGTH,
            "4 x (i64, i64, i32, 4 unused)",
            "offset in the payload, multiple of 64; stride, bytes; rows (audio: channel planes)");
    WIDTH = LAYOUT.int32("width", "coded pixels, 1 to 65536; the crop applies within");
    HEIGHT = LAYOUT.int32("height", "coded pixels, 1 to 65536; the crop applies within");
    CROP_LEFT = LAYOUT.int32("crop left", "pixels");
    CROP_TOP = LAYOUT.int32("crop top", "pixels");
    CROP_RIGHT = LAYOUT.int32("crop right", "pixels");
    CROP_BOTTOM = LAYOUT.int32("crop bottom", "pixels");
    SAR_NUM = LAYOUT.int32("sample aspect ratio numerator", "0 unknown");
    SAR_DEN = LAYOUT.int32("sample aspect ratio denominator", "at least 1");
    COLOR_RANGE = LAYOUT.int32("colour range", "0 unspecified, 1 limited, 2 full");
    COLOR_PRIMARIES = LAYOUT.int32("colour primaries", "code point of ITU-T H.273; 2 unspecified");
    COLOR_TRANSFER =
        LAYOUT.int32("transfer characteristic", "code point of ITU-T H.273; 2 unspecified");
    COLOR_MATRIX = LAYOUT.int32("matrix coefficients", "code point of ITU-T H.273; 2 unspecified");
    CHROMA_LOCATION =
        LAYOUT.int32(
            "chroma location",
            "0 unspecified, 1 left, 2 centre, 3 top left, 4 top, 5 bottom left, 6 bottom");
    ROTATION = LAYOUT.int32("rotation", "degrees clockwise for display, 0 to 359");
    MASTERING =
        LAYOUT.array(
            "mastering display",
            MASTERING_VALUES,
            Integer.BYTES,
            "10 x i32",
            "x, y of R, G, B, white in 1/50000; min, max luminance in 1/10000 cd/m2");
    MAX_CLL = LAYOUT.int32("maximum content light level", "cd/m2");
    MAX_FALL = LAYOUT.int32("maximum frame-average light level", "cd/m2");
    SAMPLE_RATE = LAYOUT.int32("sample rate", "Hz");
    SAMPLE_COUNT = LAYOUT.int32("sample count", "samples of each channel");
    CHANNELS = LAYOUT.int32("channels", "1 to 64");
    CHANNEL_LAYOUT =
        LAYOUT.ascii("channel layout", CHANNEL_LAYOUT_LENGTH, "FFmpeg's name of the layout");
  }

  private FrameHeaderDescriptor() {}
}
