package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.pipeline.StageRole;
import java.io.File;
import java.util.List;
import org.junit.jupiter.api.Test;

class JvmOptionsTest {
  private static List<String> of(StageRole role) {
    return JvmOptions.of(role, 17, null, null);
  }

  @Test
  void ownStagesHaveSmallHeapsAndOthersRoom() {
    for (StageRole role : List.of(StageRole.CAPTURE, StageRole.ENCODER, StageRole.DISPLAY)) {
      assertTrue(of(role).contains("-Xmx64m"), role::name);
      assertTrue(of(role).contains("-XX:TieredStopAtLevel=1"), role::name);
    }
    assertTrue(of(StageRole.CLASS).contains("-Xmx256m"));
    assertFalse(of(StageRole.CLASS).contains("-XX:TieredStopAtLevel=1"));
  }

  @Test
  void anArchiveIsMappedWhereThereIsOne() {
    assertEquals(0, of(StageRole.CAPTURE).stream().filter(o -> o.contains("Archive=")).count());
    assertTrue(
        JvmOptions.of(StageRole.CAPTURE, 17, "/x/classes.jsa", null)
            .contains("-XX:SharedArchiveFile=/x/classes.jsa"));
  }

  @Test
  void librariesAreLaidOutForStagesThatHaveNoOthers() {
    String path = System.getProperty("java.library.path");
    List<String> capture = JvmOptions.of(StageRole.CAPTURE, 17, null, "/x/natives");
    assertTrue(capture.contains("-Dzoetrope.natives=/x/natives"), capture::toString);
    assertTrue(
        capture.contains("-Djava.library.path=/x/natives" + File.pathSeparator + path),
        capture::toString);
    List<String> other = JvmOptions.of(StageRole.CLASS, 17, null, "/x/natives");
    assertTrue(other.stream().noneMatch(option -> option.contains("natives")), other::toString);
  }

  @Test
  void eachReleaseGetsWhatItKnows() {
    assertFalse(of(StageRole.CAPTURE).contains("--enable-native-access=ALL-UNNAMED"));
    List<String> newest = JvmOptions.of(StageRole.CAPTURE, 25, null, null);
    assertTrue(newest.contains("--enable-native-access=ALL-UNNAMED"));
    assertTrue(newest.contains("--sun-misc-unsafe-memory-access=allow"));
  }
}
