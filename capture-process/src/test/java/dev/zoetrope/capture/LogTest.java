package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.av_log;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.ffmpeg.command.StageLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class LogTest {
  /** A process in which the first lines of the log come from several threads at once. */
  static final class FirstLines {
    private FirstLines() {}

    public static void main(String[] arguments) throws InterruptedException {
      StageLog.configure(false, false);
      Ffmpeg.initialize(false, false);
      CountDownLatch together = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Thread thread =
            new Thread(
                () -> {
                  try {
                    together.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  av_log(null, AV_LOG_ERROR, "broken\n");
                });
        thread.start();
        threads.add(thread);
      }
      together.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  @Test
  void theLoggersSayNothingOfThemselves() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FirstLines.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    // A JDK may warn of what JavaCPP does.
    assertEquals(List.of(), said.lines().filter(line -> line.contains("SLF4J")).toList());
  }
}
