package dev.zoetrope.launcher.cat;

import static org.bytedeco.ffmpeg.global.avutil.AVCHROMA_LOC_LEFT;
import static org.bytedeco.ffmpeg.global.avutil.AVCHROMA_LOC_TOPLEFT;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.stage.StreamInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code yuv4mpegpipe}: a line that says what the pictures are, and a word before each. The format
 * of mjpegtools, with FFmpeg's words for more than 8 bits.
 */
final class Yuv4Mpeg implements ByteForm {
  private static final Pattern FORMAT =
      Pattern.compile("yuv(j?)(411|420|422|444)p(?:(9|10|12|14|16)le)?|gray(?:(9|10|12|16)le)?");

  private final RawVideo raw;
  private final String line;
  private final ByteBuffer frame = direct("FRAME\n");

  /**
   * A form for pictures like the first one.
   *
   * @throws IOException when it has no word for their pixel format
   */
  Yuv4Mpeg(StreamInfo info, FrameHeader first) throws IOException {
    this.raw = new RawVideo(info, first);
    this.line =
        String.format(
            Locale.ROOT,
            "YUV4MPEG2 W%d H%d F%d:%d I%c A%d:%d C%s%s\n",
            raw.width(),
            raw.height(),
            info.frameRateNum(),
            // 0:0 is a rate that nobody knows.
            info.frameRateNum() == 0 ? 0 : info.frameRateDen(),
            fields(first),
            first.sarNum(),
            first.sarNum() == 0 ? 0 : first.sarDen(),
            colorSpace(first),
            range(first));
  }

  private static char fields(FrameHeader header) {
    if (!header.has(FrameHeader.INTERLACED)) {
      return 'p';
    }
    return header.has(FrameHeader.TOP_FIELD_FIRST) ? 't' : 'b';
  }

  private static String colorSpace(FrameHeader header) throws IOException {
    Matcher format = FORMAT.matcher(header.format());
    if (!format.matches()) {
      throw new IOException(
          "-f yuv4mpegpipe has no word for pixel format '"
              + header.format()
              + "'; leave -f out, or put 'zoetrope filter' with format=yuv420p before");
    }
    String subsampling = format.group(2);
    if (subsampling == null) {
      return "mono" + (format.group(4) == null ? "" : format.group(4));
    }
    if (format.group(3) != null) {
      String name = subsampling + "p" + format.group(3);
      return name + " XYSCSS=" + name.toUpperCase(Locale.ROOT);
    }
    String where = "";
    if (subsampling.equals("420")) {
      where =
          header.chromaLocation() == AVCHROMA_LOC_TOPLEFT
              ? "paldv"
              : header.chromaLocation() == AVCHROMA_LOC_LEFT ? "mpeg2" : "jpeg";
    }
    return subsampling + where + " XYSCSS=" + subsampling + where.toUpperCase(Locale.ROOT);
  }

  private static String range(FrameHeader header) {
    if (header.format().startsWith("yuvj") || header.colorRange() == AVCOL_RANGE_JPEG) {
      return " XCOLORRANGE=FULL";
    }
    return header.colorRange() == AVCOL_RANGE_MPEG ? " XCOLORRANGE=LIMITED" : "";
  }

  private static ByteBuffer direct(String ascii) {
    byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  @Override
  public ByteBuffer head() {
    return direct(line);
  }

  @Override
  public List<ByteBuffer> pieces(FrameLease lease) {
    List<ByteBuffer> pieces = raw.pieces(lease);
    pieces.add(0, frame.duplicate());
    return pieces;
  }

  @Override
  public boolean allows(FrameHeader header) {
    return raw.allows(header);
  }

  @Override
  public String describe() {
    return line.strip() + ": -f yuv4mpegpipe";
  }
}
