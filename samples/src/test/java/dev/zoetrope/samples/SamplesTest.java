package dev.zoetrope.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each sample in a pipeline of real processes: what comes out of it is what it promises. */
class SamplesTest {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;
  private static final int AREA = WIDTH * HEIGHT;
  private static final int FRAMES = 10;
  private static final String LENGTH = " -t 0.4";
  private static final String RAW = " -f rawvideo -c:v rawvideo";

  @TempDir Path home;

  @AfterEach
  void noSharedFileIsLeft() {
    assertFalse(Files.exists(home.resolve("run")), "the runtime directory is left behind");
  }

  private Program start(String arguments) throws IOException {
    return Program.start(home, arguments);
  }

  private static String stage(Class<?> sample) {
    return "stage " + sample.getName();
  }

  private static String pattern(String filter) {
    return "-i pattern:" + filter;
  }

  private byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(home.resolve(file));
  }

  @Test
  void grayscaleIsTheLumaOfEachPicture() throws IOException, InterruptedException {
    Program luma = start("encode -o luma.raw -vf extractplanes=y" + RAW);
    Program grey = start("encode --source grayscale --name second -o grey.raw" + RAW);
    Program stage = start(stage(Grayscale.class) + " -i video -o grey --await second");
    Program capture =
        start(
            "capture --await encoder,grayscale "
                + pattern("testsrc2=size=64x48:rate=25,format=yuv420p")
                + LENGTH);

    capture.ends();
    stage.ends();
    luma.ends();
    grey.ends();

    assertEquals(FRAMES * AREA, bytes("luma.raw").length);
    assertArrayEquals(bytes("luma.raw"), bytes("grey.raw"));
    assertTrue(stage.said().contains("10 in, 0 skipped, 10 out, 0 dropped"), stage.said());
  }

  @Test
  void grayscaleRefusesPicturesWithoutLuma() throws IOException, InterruptedException {
    Program stage = start(stage(Grayscale.class) + " -i video -o grey");
    Program capture =
        start(
            "capture --await grayscale "
                + pattern("testsrc2=size=64x48:rate=25,format=rgb24")
                + LENGTH);

    stage.ends(1);
    capture.ends();

    assertTrue(stage.said().contains("pixel format 'rgb24' has no 8-bit luma plane"), stage.said());
  }

  @Test
  void motionIsToldWhenItBeginsAndEnds() throws IOException, InterruptedException {
    Program stage = start(stage(MotionDetector.class) + " -i video");
    Program capture =
        start(
            "capture --await motion-detector -t 3 "
                + pattern(
                    "color=gray:size=64x48:rate=25,format=gray,"
                        + "geq=lum='if(between(T,1,2),mod(X*8-N*16,256),128)'"));

    capture.ends();
    List<String> lines = stage.ends().lines();

    assertEquals(2, lines.size(), lines::toString);
    assertTrue(lines.get(0).startsWith("{\"event\": \"motion\", \"pts_ms\": 1000, "), lines.get(0));
    // From 2.00 s to 2.04 s the picture turns grey again: the frame after that is the first still
    // one.
    assertEquals(
        "{\"event\": \"still\", \"pts_ms\": 2080, \"changed_percent\": 0.0}", lines.get(1));
  }

  @Test
  void timecodeIsDrawnInTheCorner() throws IOException, InterruptedException {
    assumeTrue(
        Files.exists(Path.of("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf")),
        "install fonts-dejavu-core");
    Program encoder = start("encode --source timecode-burn-in -o out.raw" + RAW);
    Program stage =
        start(stage(TimecodeBurnIn.class) + " -i video -o out --await encoder size=0.2");
    Program capture =
        start(
            "capture --await timecode-burn-in "
                + pattern("color=0x808080:size=160x120:rate=25,format=gray")
                + LENGTH);

    capture.ends();
    stage.ends();
    encoder.ends();

    byte[] pictures = bytes("out.raw");
    int area = 160 * 120;
    assertEquals(FRAMES * area, pictures.length);
    for (int i = 0; i < FRAMES; i++) {
      int top = count(pictures, i * area, i * area + area / 2, (byte) 0x80);
      assertEquals(area / 2, top, "the upper half of frame " + i + " is as it was");
      int white = count(pictures, i * area + area / 2, (i + 1) * area, (byte) 0xFF);
      assertTrue(white > 50, "frame " + i + " has " + white + " white pixels in its lower half");
    }
    byte[] first = Arrays.copyOfRange(pictures, 0, area);
    byte[] last = Arrays.copyOfRange(pictures, 9 * area, 10 * area);
    assertFalse(Arrays.equals(first, last), "the time goes on");
  }

  private static int count(byte[] bytes, int from, int to, byte value) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += bytes[i] == value ? 1 : 0;
    }
    return count;
  }

  @Test
  void edgesAreFoundWhereTheyAre() throws IOException, InterruptedException {
    Program encoder = start("encode --source edge-detector -o out.raw" + RAW);
    Program stage = start(stage(EdgeDetector.class) + " -i video -o out --await encoder");
    Program capture =
        start(
            "capture --await edge-detector "
                + pattern(
                    "color=black:size=64x48:rate=25,format=gray,geq=lum='if(gte(X,32),255,0)'")
                + LENGTH);

    capture.ends();
    stage.ends();
    encoder.ends();

    byte[] pictures = bytes("out.raw");
    assertEquals(FRAMES * AREA, pictures.length);
    for (int y = 0; y < HEIGHT; y++) {
      int row = y * WIDTH;
      assertEquals(1, count(pictures, row + 30, row + 34, (byte) 0xFF), "the edge in row " + y);
      assertEquals(30, count(pictures, row, row + 30, (byte) 0), "left of it in row " + y);
      assertEquals(30, count(pictures, row + 34, row + WIDTH, (byte) 0), "right of it in row " + y);
    }
  }

  @Test
  void mosaicHasFourTiles() throws IOException, InterruptedException {
    Program encoder = start("encode --source mosaic -o out.raw" + RAW);
    Program stage =
        start(
            stage(Mosaic.class)
                + " -i video -i video1 -i video2 -i video3 -o wall --await encoder");
    Program capture =
        start(
            "capture --await mosaic -t 0.4 -map 0 -map 1 -map 2 -map 3"
                + tile(10)
                + tile(60)
                + tile(110)
                + tile(160));

    capture.ends();
    stage.ends();
    encoder.ends();

    byte[] pictures = bytes("out.raw");
    int length = 4 * AREA * 3 / 2;
    assertEquals(FRAMES * length, pictures.length);
    // At equal times the first input comes first: its second frame meets the others' first ones.
    byte[] second = Arrays.copyOfRange(pictures, length, 2 * length);
    int[] corners = {0, 2 * WIDTH - 1, (2 * HEIGHT - 1) * 2 * WIDTH, 4 * AREA - 1};
    int[] lumas = {9, 60, 110, 160};
    for (int tile = 0; tile < corners.length; tile++) {
      assertEquals(lumas[tile], second[corners[tile]] & 0xFF, "tile " + tile);
    }
  }

  /** Pictures whose luma says which input they are of, and which frame they are. */
  private static String tile(int luma) {
    return " "
        + pattern(
            "color=gray:size=64x48:rate=25,format=yuv420p,geq=lum='" + luma + "-N':cb=128:cr=128");
  }

  @Test
  void loudnessIsThatOfTheTone() throws IOException, InterruptedException {
    Program stage = start(stage(AudioMeter.class) + " -i audio");
    Program capture =
        start("capture --await audio-meter -t 3 -i tone:sine=frequency=1000:sample_rate=48000");

    capture.ends();
    List<String> lines = stage.ends().lines();

    assertEquals(3, lines.size(), lines::toString);
    // A sine of 1/8 is at -18.1 dBFS, and so at -21.1 LUFS; R128 allows 0.1 LU.
    assertTrue(
        lines.get(2).matches(".*\"momentary\": -21\\.[012], .*\"integrated\": -21\\.[012], .*"),
        lines.get(2));
  }

  @Test
  void sourcePublishesTheRamp() throws IOException, InterruptedException {
    Program encoder = start("encode --source synthetic-source -o out.raw" + RAW);
    Program source = start(stage(SyntheticSource.class) + " -o ramp --await encoder frames=50");

    source.ends();
    encoder.ends();

    byte[] pictures = bytes("out.raw");
    assertEquals(50 * 320 * 240, pictures.length);
    for (int frame = 0; frame < 50; frame++) {
      assertEquals((byte) (239 + frame), pictures[(frame + 1) * 320 * 240 - 1], "frame " + frame);
    }
  }
}
