package dev.zoetrope.ffmpeg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.zoetrope.layout.StreamKind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphEndsTest {
  @BeforeAll
  static void loadFfmpeg() {
    Ffmpeg.initialize(false, true);
  }

  @Test
  void openEndsAreListedWithLabelsAndKinds() throws FfmpegException {
    GraphEnds ends = GraphEnds.of("[a][b]overlay[x];[c]volume=0.5");

    assertEquals(3, ends.inputs().size());
    assertEquals(new GraphEnds.End("a", StreamKind.VIDEO), ends.inputs().get(0));
    assertEquals("b", ends.inputs().get(1).label());
    assertEquals(StreamKind.AUDIO, ends.inputs().get(2).kind());
    assertEquals("x", ends.outputs().get(0).label());
    assertNull(ends.outputs().get(1).label());
  }

  @Test
  void numbersOfEndsMayDependOnOptions() throws FfmpegException {
    assertEquals(5, GraphEnds.of("amix=inputs=5").inputs().size());
    assertEquals(3, GraphEnds.of("split=3").outputs().size());
    assertEquals(0, GraphEnds.of("testsrc2").inputs().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scal=640:-2 | scal",
        "null,hu | hu",
        "[a]null[b];[b]nope@id=3[c] | nope",
        "drawtext=text='x,y=z;foo',blurr | blurr"
      })
  void aFilterThatThereIsNotIsNamed(String description, String name) {
    FfmpegException error = assertThrows(FfmpegException.class, () -> GraphEnds.of(description));

    assertEquals(
        "filter '" + name + "': no such filter in this build of FFmpeg", error.getMessage());
  }

  @Test
  void knownFiltersAreNotBlamed() {
    assertNull(FilterNames.firstUnknown("[a][b]hstack=inputs=2 , scale@x=2:2[o];anull"));
    assertThrows(FfmpegException.class, () -> GraphEnds.of("scale=foo=1"));
  }
}
