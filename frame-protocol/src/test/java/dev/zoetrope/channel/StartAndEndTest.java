package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.Readers;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writers that start and end while readers join, in one pipeline with other streams. */
class StartAndEndTest {
  private static final long PAUSE_NS = 300_000L;

  private final TestPipeline pipeline = new TestPipeline();

  @AfterEach
  void nothingIsLeft() throws IOException {
    assertEquals(List.of(), pipeline.files());
    pipeline.close();
  }

  private static void run(ThrowingAction action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface ThrowingAction {
    void run() throws IOException;
  }

  @Test
  void readersJoinWhicheverWriterIsThere() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> writers =
        CompletableFuture.runAsync(
            () ->
                run(
                    () -> {
                      // Every other one is gone before most readers have found it.
                      for (long pauseNs = 0; !stop.get(); pauseNs ^= PAUSE_NS) {
                        try (StreamWriter writer = pipeline.writer(2)) {
                          for (int i = 1; i <= 20; i++) {
                            Frames.publish(writer, i);
                            LockSupport.parkNanos(pauseNs);
                          }
                        }
                      }
                    }));
    for (int i = 0; i < 15; i++) {
      try (StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
        List<Long> numbers = Readers.drain(reader);
        assertEquals(ReaderState.ENDED, reader.state());
        for (int n = 0; n < numbers.size(); n++) {
          assertEquals(20 - numbers.size() + 1 + n, numbers.get(n), "not the last ones, in order");
        }
      }
    }
    stop.set(true);
    writers.get(20, TimeUnit.SECONDS);
  }

  @Test
  void streamsOfOnePipelineComeAndGoOnTheirOwn() throws Exception {
    CompletableFuture<?>[] streams = new CompletableFuture<?>[3];
    for (int i = 0; i < streams.length; i++) {
      String name = "s" + i;
      streams[i] =
          CompletableFuture.runAsync(
              () ->
                  run(
                      () -> {
                        for (int round = 0; round < 50; round++) {
                          try (StreamWriter writer =
                              StreamWriter.open(
                                  pipeline.directory(),
                                  name,
                                  TestPipeline.spec(2),
                                  PressurePolicy.WAIT,
                                  TestPipeline.PATIENT_NS)) {
                            assertTrue(Frames.publish(writer, 1) > 0);
                          }
                        }
                      }));
    }
    CompletableFuture.allOf(streams).get(60, TimeUnit.SECONDS);
  }
}
