package dev.zoetrope.ffmpeg.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class StageErrorsTest {
  @Test
  void aLimitOfTheSystemSaysWhatHelps() {
    String remedy = "Too many open files; raise that limit, such as with 'ulimit -n 1024'";
    assertEquals(
        "Cannot run program \"java\": error=24, " + remedy,
        StageErrors.message(
            new IOException("Cannot run program \"java\": error=24, Too many open files")));
    assertEquals(
        "/p/s.1.control: " + remedy,
        StageErrors.message(
            new FileSystemException("/p/s.1.control", null, "Too many open files")));
  }
}
