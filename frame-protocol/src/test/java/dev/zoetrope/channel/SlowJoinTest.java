package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.probe.Probe;
import dev.zoetrope.probe.ProtocolPoint;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.Readers;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Readers so slow that they are evicted, and their epoch is gone, before they have mapped it. */
class SlowJoinTest {
  private static final ReaderOptions OPTIONS = ReaderOptions.of("slow", ReaderPolicy.EVERY);

  private final TestPipeline pipeline = new TestPipeline();
  private int joins;
  private long published;

  @AfterEach
  void close() throws IOException {
    Probe.install(point -> {});
    pipeline.close();
  }

  /** When the reader has its answer, the writer waits for it in vain, and goes on without it. */
  private void evictAtAnswer(StreamWriter writer, int times) {
    Thread joining = Thread.currentThread();
    Probe.install(
        point -> {
          if (point == ProtocolPoint.ANSWERED && Thread.currentThread() == joining) {
            joins++;
            if (joins <= times) {
              evict(writer);
            }
          }
        });
  }

  private void evict(StreamWriter writer) {
    try {
      for (int i = 0; i < 5; i++) {
        publish(writer);
      }
      Frames.publish(writer, ++published, (joins + 1) * (long) Frames.LENGTH);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void publish(StreamWriter writer) throws IOException {
    assertTrue(Frames.publish(writer, ++published) > 0);
  }

  @Test
  void aReaderEvictedBeforeItHasMappedJoinsAgain() throws IOException {
    try (StreamWriter writer = pipeline.writer(3, PressurePolicy.WAIT, TestPipeline.IMPATIENT_NS)) {
      evictAtAnswer(writer, 1);
      try (StreamReader reader = StreamReader.connect(pipeline.directory(), "s", OPTIONS)) {
        assertEquals(2, joins);
        publish(writer);
        assertEquals(published, Readers.take(reader));
      }
    }
  }

  @Test
  void oneThatIsAlwaysTooSlowIsToldWhy() throws IOException {
    try (StreamWriter writer = pipeline.writer(3, PressurePolicy.WAIT, TestPipeline.IMPATIENT_NS)) {
      evictAtAnswer(writer, Integer.MAX_VALUE);
      ReaderOptions impatient = OPTIONS.withConnectTimeoutNs(TestPipeline.IMPATIENT_NS / 2);
      ChannelException e =
          assertThrows(
              ChannelException.class,
              () -> StreamReader.connect(pipeline.directory(), "s", impatient));
      assertTrue(e.getMessage().contains("'slow' was evicted from stream 's'"), e.getMessage());
    }
  }
}
