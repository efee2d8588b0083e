package dev.zoetrope.display;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zoetrope.layout.FrameHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A window without a display: everything but the last step, and the pixels can be read back. */
@ExtendWith(UnseenWindows.class)
final class WindowSurfaceTest extends SurfaceContract {
  static final String SMOOTH =
      "gradients=size=320x240:seed=7:nb_colors=5:c0=red:c1=lime:c2=blue:c3=white:c4=black";

  @TempDir Path files;

  @Override
  Surface open() throws IOException {
    return new WindowSurface("zoetrope \u2013 test / video");
  }

  private ShownPixels shown(String source, Consumer<FrameHeader> change) throws IOException {
    upload(0, source, change);
    surface.present(0, List.of());
    return ((WindowSurface) surface).pixels(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yuv420p",
        "nv12",
        "nv21",
        "rgb24",
        "bgr24",
        "rgba",
        "bgra",
        "argb",
        "abgr",
        "rgb0",
        "bgr0",
        "0rgb",
        "0bgr",
        "yuyv422",
        "uyvy422",
        "yvyu422",
        "yuv422p",
        "yuv444p",
        "yuv422p10le",
        "p010le",
        "gbrp",
        "rgb48le",
        "yuva420p",
        "rgb565le",
        "bgr565le"
      })
  void showsThePixelsOfThePicture(String format) throws IOException {
    // 601 tells swscale, whose frames of filters say nothing, what textures will assume.
    String source = SMOOTH + ",scale=out_color_matrix=bt601:out_range=limited,format=" + format;
    boolean coarse = format.contains("565");
    PixelComparison.assertAlike(source, shown(source, header -> {}), coarse ? 6 : 2.5);
  }

  @ParameterizedTest
  @CsvSource({
    "bt601,limited",
    "bt601,full",
    "bt709,limited",
    "bt709,full",
    "bt2020,limited",
    "smpte240m,limited"
  })
  void honoursTheColourSpace(String matrix, String range) throws IOException {
    String source =
        SMOOTH + ",scale=out_color_matrix=" + matrix + ":out_range=" + range + ",format=yuv420p";
    PixelComparison.assertAlike(source, shown(source, header -> {}), 2.5);
  }

  @Test
  void showsGrey() throws IOException {
    String source = SMOOTH + ",format=gray";
    PixelComparison.assertAlike(source, shown(source, header -> {}), 2);
  }

  @ParameterizedTest
  @CsvSource({
    "90,false,transpose=clock", "180,false,'hflip,vflip'", "270,false,transpose=cclock",
    "0,true,hflip", "90,true,'hflip,transpose=clock'", "270,true,'hflip,transpose=cclock'"
  })
  void turnsAndMirrors(int rotation, boolean flip, String filters) throws IOException {
    String source = SMOOTH + ",format=rgb24";
    ShownPixels pixels =
        shown(
            source,
            header -> header.rotation(rotation).flags(flip ? FrameHeader.HORIZONTAL_FLIP : 0));
    PixelComparison.assertAlike(source + "," + filters, pixels, 3);
  }

  @Test
  void stretchesPixelsThatAreNotSquare() throws IOException {
    String source = SMOOTH + ",format=rgb24";
    ShownPixels pixels = shown(source, header -> header.sampleAspectRatio(4, 3));
    PixelComparison.assertAlike(source + ",scale=427:240", pixels, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yuv420p", "yuv422p10le", "rgb24"})
  void showsOnlyWhatTheCropLeaves(String format) throws IOException {
    String source = SMOOTH + ",scale=out_color_matrix=bt601:out_range=limited,format=" + format;
    ShownPixels pixels = shown(source, header -> header.crop(20, 10, 40, 30));
    PixelComparison.assertAlike(source + ",format=rgb24,crop=260:200:20:10", pixels, 3);
  }

  @Test
  void savesAScreenshot() throws IOException {
    upload(0, SMOOTH, header -> {});
    Path file = files.resolve("shot.png");
    ((WindowSurface) surface).save(0, file.toString());
    byte[] bytes = Files.readAllBytes(file);
    assertEquals("PNG", new String(bytes, 1, 3, StandardCharsets.US_ASCII));
  }
}
