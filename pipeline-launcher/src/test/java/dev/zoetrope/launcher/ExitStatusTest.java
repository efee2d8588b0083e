package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ExitStatusTest {
  @Test
  void namesTheSignal() {
    assertEquals("was killed by signal 9 (SIGKILL)", new ExitStatus(137).describe());
    assertEquals("was killed by signal 24", new ExitStatus(152).describe());
  }

  @Test
  void namesTheCode() {
    assertEquals("ended with exit code 3", new ExitStatus(3).describe());
    assertEquals("ended with exit code 255", new ExitStatus(255).describe());
  }
}
