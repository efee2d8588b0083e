package dev.zoetrope.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.ffmpeg.Ffmpeg;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What comes out of the stage is, frame by frame and byte by byte, what libavfilter makes of the
 * same patterns without slots and streams in between.
 */
class FilterEqualityTest {
  private static final String PICTURES = "testsrc2=size=64x48:rate=25:duration=2,format=yuv420p";
  private static final String OTHERS = "smptehdbars=size=64x48:rate=25:duration=2,format=yuv420p";
  private static final String TONE = "sine=frequency=440:duration=1,aformat=sample_fmts=s16";
  private static final String OTHER_TONE = "sine=frequency=700:duration=1,aformat=sample_fmts=s16";

  @TempDir Path runtime;

  @BeforeAll
  static void loadFfmpeg() {
    Ffmpeg.initialize(false, true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "scale=32:-2,hue=s=0",
        "crop=30:20:5:7",
        "format=rgb24",
        "format=yuv422p10le,negate",
        // Fewer and more frames than came in; frames that are kept, more of them than there are
        // slots.
        "fps=10",
        "fps=60",
        "tblend=all_mode=average",
        "tmix=frames=9",
        "reverse",
        "trim=start_frame=5:end_frame=20,setpts=PTS-STARTPTS",
        "split[a][b];[b]hflip[c];[a][c]vstack",
        "settb=1/1000,setpts=2*PTS"
      })
  void pictures(String filters) throws Exception {
    try (FilterRig rig = new FilterRig(runtime).input("video", PICTURES)) {
      assertSame(FilterRig.reference(PICTURES + "," + filters), rig.filter(filters, "out").get(0));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "volume=0.5",
        "aresample=48000",
        "atempo=1.5",
        "aecho",
        "showwaves=size=64x32:rate=10"
      })
  void sound(String filters) throws Exception {
    try (FilterRig rig = new FilterRig(runtime).input("audio", TONE)) {
      assertSame(FilterRig.reference(TONE + "," + filters), rig.filter(filters, "out").get(0));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[a][b]hstack", "[a][b]overlay=x=10:y=t*10", "[a][b]blend=all_mode=difference"})
  void picturesOfTwoStreams(String filters) throws Exception {
    try (FilterRig rig = new FilterRig(runtime).input("a", PICTURES).input("b", OTHERS)) {
      List<String> expected = FilterRig.reference(PICTURES + "[a];" + OTHERS + "[b];" + filters);

      assertSame(expected, rig.filter(filters, "out").get(0));
    }
  }

  @Test
  void labelsNameStreamsWhateverTheirOrder() throws Exception {
    try (FilterRig rig = new FilterRig(runtime).input("a", PICTURES).input("b", OTHERS)) {
      List<String> expected = FilterRig.reference(PICTURES + "[a];" + OTHERS + "[b];[b][a]vstack");

      assertSame(expected, rig.filter("[b][a]vstack[out]", "out").get(0));
    }
  }

  @Test
  void soundOfTwoStreams() throws Exception {
    try (FilterRig rig = new FilterRig(runtime).input("a", TONE).input("b", OTHER_TONE)) {
      List<String> expected = FilterRig.reference(TONE + "[a];" + OTHER_TONE + "[b];[a][b]amix");

      assertSame(expected, rig.filter("amix", "out").get(0));
    }
  }

  @Test
  void severalOutputs() throws Exception {
    try (FilterRig rig = new FilterRig(runtime).input("video", PICTURES)) {
      List<List<String>> got =
          rig.filter("split[x][y];[x]scale=32:24[small];[y]vflip[turned]", "turned", "small");

      assertSame(FilterRig.reference(PICTURES + ",vflip"), got.get(0));
      assertSame(FilterRig.reference(PICTURES + ",scale=32:24"), got.get(1));
    }
  }

  @Test
  void aGraphWithoutInputsIsASource() throws Exception {
    try (FilterRig rig = new FilterRig(runtime)) {
      assertSame(FilterRig.reference(PICTURES), rig.filter(PICTURES, "out").get(0));
    }
  }

  @Test
  void formatsMayChangeInTheMiddle() throws Exception {
    String larger = "testsrc2=size=80x60:rate=25:duration=1,format=nv12";
    try (FilterRig rig = new FilterRig(runtime).input("video", PICTURES, larger)) {
      List<String> got = rig.filter("hue=s=0,scale=iw/2:-2", "out").get(0);

      List<String> expected =
          new ArrayList<>(FilterRig.reference(PICTURES + ",hue=s=0,scale=iw/2:-2"));
      List<String> after = FilterRig.reference(larger + ",setpts=PTS+2/TB,hue=s=0,scale=iw/2:-2");
      expected.addAll(after);
      assertSame(expected, got);
    }
  }

  @Test
  void theRateIsKnownBeforeTheFirstFrame() throws Exception {
    try (FilterRig rig = new FilterRig(runtime).input("video", PICTURES)) {
      rig.filter("scale=32:24,fps=10", "out");

      assertEquals(10, rig.frameRateOfOutput.get());
    }
  }

  private static void assertSame(List<String> expected, List<String> actual) {
    assertFalse(expected.isEmpty());
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      assertEquals(expected.get(i), actual.get(i), "frame " + i);
    }
    assertEquals(expected.size(), actual.size());
    assertTrue(expected.equals(actual));
  }
}
