package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.pipeline.StageRole;
import java.util.List;
import org.junit.jupiter.api.Test;

class JvmOptionsTest {
  private static List<String> of(StageRole role) {
    return JvmOptions.of(role, 17, null);
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
        JvmOptions.of(StageRole.CAPTURE, 17, "/x/classes.jsa")
            .contains("-XX:SharedArchiveFile=/x/classes.jsa"));
  }

  @Test
  void eachReleaseGetsWhatItKnows() {
    assertFalse(of(StageRole.CAPTURE).contains("--enable-native-access=ALL-UNNAMED"));
    List<String> newest = JvmOptions.of(StageRole.CAPTURE, 25, null);
    assertTrue(newest.contains("--enable-native-access=ALL-UNNAMED"));
    assertTrue(newest.contains("--sun-misc-unsafe-memory-access=allow"));
  }
}
