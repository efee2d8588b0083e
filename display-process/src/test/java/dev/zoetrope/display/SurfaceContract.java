package dev.zoetrope.display;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every surface does. */
abstract class SurfaceContract {
  private static final String FORMATS =
      "yuv420p yuvj420p nv12 nv21 gray yuyv422 uyvy422 yvyu422 rgb24 bgr24 rgba bgra argb abgr rgb0"
          + " bgr0 0rgb 0bgr rgb565le bgr565le yuv422p yuv444p yuv422p10le yuv420p10le p010le"
          + " yuva420p gbrp gbrpf32le gray16le ya8 pal8 rgb48le monow yuv410p xyz12le";
  private static final String SIZES = "1x1 1x64 3x5 7x2 353x287 4096x16 16x4096";

  @TempDir Path runtime;
  private TestStream stream;
  Surface surface;

  abstract Surface open() throws IOException;

  @BeforeEach
  void openAll() throws IOException {
    surface = open();
    stream = new TestStream(PipelineDirectory.of(runtime, "test"), "video", StreamKind.VIDEO, 3);
  }

  @AfterEach
  void closeAll() throws IOException {
    if (surface != null) {
      surface.close();
    }
    if (stream != null) {
      stream.close();
    }
  }

  /** Uploads one frame and checks that its lease is gone. */
  PictureInfo upload(int place, String source, Consumer<FrameHeader> change) throws IOException {
    AVFrame frame = TestStream.frame(source);
    try {
      FrameLease lease = stream.pass(frame, change);
      PictureInfo picture = PictureInfo.of(lease.header());
      assertNotEquals(0, lease.sequence());
      surface.upload(place, picture, lease);
      assertEquals(0, lease.sequence(), "the lease is closed");
      return picture;
    } finally {
      av_frame_free(frame);
    }
  }

  @Test
  void takesEveryFormat() throws IOException {
    for (String format : FORMATS.split(" ", -1)) {
      try {
        upload(0, "testsrc2=size=322x182,format=" + format, header -> {});
        surface.present(0, List.of());
      } catch (IOException | RuntimeException e) {
        throw new AssertionError(format, e);
      }
    }
  }

  @Test
  void takesEverySize() throws IOException {
    for (String size : SIZES.split(" ", -1)) {
      try {
        upload(0, "color=red:size=" + size + ",format=yuv420p", header -> {});
        surface.present(0, List.of());
        upload(1, "color=red:size=" + size + ",format=yuv444p10le", header -> {});
        surface.present(1, List.of());
      } catch (IOException | RuntimeException e) {
        throw new AssertionError(size, e);
      }
    }
  }

  @Test
  void formatAndSizeMayChangeInAPlace() throws IOException {
    upload(0, "testsrc2=size=320x240,format=yuv420p", header -> {});
    upload(0, "testsrc2=size=640x360,format=yuv420p", header -> {});
    upload(0, "testsrc2=size=640x360,format=rgb24", header -> {});
    upload(0, "testsrc2=size=100x100,format=yuv444p", header -> {});
    surface.present(0, List.of());
  }

  @Test
  void keepsManyPicturesAndPresentsAnyOfThemAgain() throws IOException {
    PictureInfo picture = upload(0, "testsrc2=size=320x240", header -> {});
    int places = surface.places(picture);
    assertTrue(places >= 2 && places <= Surface.MAX_PLACES, "places " + places);
    for (int place = 1; place < places; place++) {
      upload(place, "testsrc2=size=320x240", header -> {});
    }
    for (int place = places - 1; place >= 0; place--) {
      surface.present(place, List.of("a line", "another"));
      surface.present(place, List.of());
    }
  }

  @Test
  void keepsAtLeastTwoOfTheLargestPictures() {
    PictureInfo picture = PictureFitTest.picture(8192, 4320, 1, 0, false);
    assertTrue(surface.places(picture) >= 2);
  }

  @Test
  void takesRotationFlipCropAndAspect() throws IOException {
    for (int degrees : new int[] {0, 90, 180, 270, 30}) {
      upload(
          0,
          "testsrc2=size=320x240",
          header -> {
            header.rotation(degrees).crop(6, 3, 11, 0).sampleAspectRatio(4, 3);
            header.flags(FrameHeader.HORIZONTAL_FLIP);
          });
      surface.present(0, List.of());
    }
  }

  @Test
  void userWantsNothingByDefault() throws IOException {
    upload(0, "testsrc2=size=320x240", header -> {});
    surface.present(0, List.of());
    for (int i = 0; i < 100; i++) {
      SurfaceEvent event = surface.poll();
      assertTrue(event == null || event == SurfaceEvent.REDRAW, "event " + event);
    }
  }

  @Test
  void saysWhatItIs() {
    assertFalse(surface.description().isBlank());
  }

  @Test
  void closesTwiceAndWithoutAPicture() {
    surface.close();
    assertDoesNotThrow(surface::close);
  }
}
