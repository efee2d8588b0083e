package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ExitStatusTest {
  @Test
  void namesTheSignal() {
    assertEquals("was killed by signal 9 (SIGKILL)", new ExitStatus(137).describe());
    assertEquals("was killed by signal 24", new ExitStatus(152).describe());
  }

  @Test
  void knowsTheSignalsThatAGroupGets() {
    assertTrue(new ExitStatus(143).isByStopSignal());
    assertFalse(new ExitStatus(137).isByStopSignal());
    assertFalse(new ExitStatus(15).isByStopSignal());
  }

  @Test
  void namesTheCode() {
    assertEquals("ended with exit code 3", new ExitStatus(3).describe());
    assertEquals("ended with exit code 255", new ExitStatus(255).describe());
  }
}
