package dev.zoetrope.launcher.cat;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.stage.StreamInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** {@code rawvideo}: pictures, row after row, plane after plane, with nothing between them. */
final class RawVideo implements ByteForm {
  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  private final String pixelFormat;
  private final StreamInfo info;
  private VisiblePicture picture;

  RawVideo(StreamInfo info, FrameHeader first) {
    this.info = info;
    this.pixelFormat = first.format();
    this.picture = VisiblePicture.of(first);
  }

  @Override
  public ByteBuffer head() {
    return NOTHING;
  }

  @Override
  public List<ByteBuffer> pieces(FrameLease frame) {
    List<ByteBuffer> rows = new ArrayList<>();
    picture.addRows(frame, rows);
    return rows;
  }

  @Override
  public boolean allows(FrameHeader header) {
    VisiblePicture next = VisiblePicture.of(header);
    boolean isSame =
        header.format().equals(pixelFormat)
            && next.width() == picture.width()
            && next.height() == picture.height();
    if (isSame) {
      picture = next;
    }
    return isSame;
  }

  int width() {
    return picture.width();
  }

  int height() {
    return picture.height();
  }

  @Override
  public String describe() {
    String rate = info.frameRateNum() + (info.frameRateDen() == 1 ? "" : "/" + info.frameRateDen());
    return picture.length()
        + " bytes a frame: -f rawvideo -pixel_format "
        + pixelFormat
        + " -video_size "
        + size()
        + (info.frameRateNum() == 0 ? "" : " -framerate " + rate);
  }

  /** Such as {@code 1280x720}. */
  String size() {
    return picture.width() + "x" + picture.height();
  }
}
