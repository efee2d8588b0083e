package dev.zoetrope.display;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zoetrope.layout.FrameHeader;
import org.junit.jupiter.api.Test;

final class PictureFitTest {
  static PictureInfo picture(int width, int height, double aspect, int rotation, boolean flip) {
    return new PictureInfo(
        "yuv420p", width, height, 0, 0, aspect, rotation, flip, 0, 2, FrameHeader.NO_PTS, 0, 0);
  }

  @Test
  void fillsAnAreaOfItsShape() {
    assertEquals(
        new PictureFit(0, 0, 640, 360, 0, false),
        PictureFit.of(picture(1920, 1080, 1, 0, false), 640, 360));
  }

  @Test
  void letterboxesAndPillarboxes() {
    assertEquals(
        new PictureFit(0, 60, 640, 360, 0, false),
        PictureFit.of(picture(1920, 1080, 1, 0, false), 640, 480));
    assertEquals(
        new PictureFit(80, 0, 480, 360, 0, false),
        PictureFit.of(picture(640, 480, 1, 0, false), 640, 360));
  }

  @Test
  void wideAndNarrowPixelsKeepTheirDetail() {
    // PAL 16:9: 720x576 with pixels 64:45 is 1024x576.
    assertEquals(
        new PictureFit(0, 0, 1024, 576, 0, false),
        PictureFit.of(picture(720, 576, 64 / 45.0, 0, false), 1024, 576));
    // Pixels higher than wide: the height grows.
    assertEquals(
        new PictureFit(0, 0, 100, 200, 0, false),
        PictureFit.of(picture(100, 100, 0.5, 0, false), 100, 200));
  }

  @Test
  void aPictureOnItsSideIsFittedAsSeenAndPlacedAsIs() {
    // 640x360 turned: seen 360x640, which fits 720 lines as 405x720.
    PictureFit fit = PictureFit.of(picture(640, 360, 1, 90, true), 720, 720);
    assertEquals(720, fit.width());
    assertEquals(405, fit.height());
    double centreX = fit.x() + fit.width() / 2;
    double centreY = fit.y() + fit.height() / 2;
    assertEquals(157, centreX - fit.height() / 2, "left edge as seen is a whole pixel");
    assertEquals(0, centreY - fit.width() / 2, "top edge as seen");
    assertEquals(90, fit.degrees());
  }

  @Test
  void upsideDownFitsAsUpright() {
    PictureFit upright = PictureFit.of(picture(640, 360, 1, 0, false), 300, 300);
    PictureFit upsideDown = PictureFit.of(picture(640, 360, 1, 180, false), 300, 300);
    assertEquals(upright.x(), upsideDown.x());
    assertEquals(upright.y(), upsideDown.y());
  }

  @Test
  void atAnyAngleItStaysInside() {
    PictureInfo picture = picture(640, 360, 1, 45, false);
    assertEquals((640 + 360) * Math.sqrt(0.5), picture.shownWidth(), 1e-6);
    PictureFit fit = PictureFit.of(picture, 500, 500);
    assertEquals(500, (fit.width() + fit.height()) * Math.sqrt(0.5), 2);
  }

  @Test
  void neverVanishes() {
    PictureFit fit = PictureFit.of(picture(4096, 1, 1, 0, false), 100, 100);
    assertEquals(1, fit.height());
  }

  @Test
  void windowHasTheNaturalSizeUnlessTooLarge() {
    assertArrayEquals(
        new int[] {1024, 576},
        PictureFit.windowSize(picture(720, 576, 64 / 45.0, 0, false), 1920, 1080));
    assertArrayEquals(
        new int[] {576, 1024},
        PictureFit.windowSize(picture(720, 576, 64 / 45.0, 270, false), 1920, 1080));
    assertArrayEquals(
        new int[] {1920, 1012},
        PictureFit.windowSize(picture(8192, 4320, 1, 0, false), 1920, 1080));
    assertArrayEquals(
        new int[] {100, 1}, PictureFit.windowSize(picture(4096, 16, 1, 0, false), 100, 100));
  }
}
