package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One thread that waits for two streams. */
class ReaderGroupTest {
  private static final long PAUSE_NS = 20_000_000;

  private final TestPipeline pipeline = new TestPipeline();
  private final List<StreamWriter> writers = new ArrayList<>();
  private final List<StreamReader> readers = new ArrayList<>();
  private ReaderGroup group;

  @BeforeEach
  void open() throws IOException {
    group = new ReaderGroup();
    for (String stream : List.of("a", "b")) {
      writers.add(
          StreamWriter.open(
              pipeline.directory(),
              stream,
              TestPipeline.spec(4),
              PressurePolicy.WAIT,
              TestPipeline.PATIENT_NS));
      readers.add(
          StreamReader.connect(
              pipeline.directory(), stream, ReaderOptions.of("r", ReaderPolicy.EVERY)));
      group.add(readers.get(readers.size() - 1));
    }
  }

  @AfterEach
  void close() throws IOException {
    group.close();
    readers.forEach(StreamReader::close);
    for (StreamWriter writer : writers) {
      writer.close();
    }
    pipeline.close();
  }

  /** Takes a number of frames of either stream; fails by the test's timeout. */
  private int take(int count) throws IOException {
    int taken = 0;
    while (taken < count) {
      boolean found = false;
      for (StreamReader reader : readers) {
        try (FrameLease lease = reader.poll()) {
          if (lease != null) {
            Frames.check(lease);
            found = true;
            taken++;
          }
        }
      }
      if (!found) {
        group.await(readers, TestPipeline.SOON_NS);
      }
    }
    return taken;
  }

  @Test
  void framesOfEitherStreamEndTheWait() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (StreamWriter writer : writers) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int i = 1; i <= 2000; i++) {
                    Frames.publish(writer, i);
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      threads.add(thread);
      thread.start();
    }

    assertEquals(4000, take(4000));
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void onlyTheReadersAskedForAreWaitedFor() throws IOException {
    Frames.publish(writers.get(0), 1);
    writers.get(0).close();
    long before = System.nanoTime();

    group.await(readers.subList(1, 2), PAUSE_NS);

    // The first one has a frame, and its connection is at an end: neither is asked for. A wait that
    // ended at once for such a reason would make its caller spin.
    assertTrue(System.nanoTime() - before >= PAUSE_NS / 2);
    assertNotNull(readers.get(0).poll());
    assertNull(readers.get(1).poll());
  }

  @Test
  void anEndEndsTheWait() throws IOException {
    writers.get(1).fail();

    while (readers.get(1).state() == ReaderState.LIVE) {
      group.await(readers, TestPipeline.SOON_NS);
    }

    assertEquals(ReaderState.FAILED, readers.get(1).state());
    assertEquals(ReaderState.LIVE, readers.get(0).state());
  }

  @Test
  void aWakeupBeforeTheWaitIsNotLost() throws IOException {
    group.wakeup();

    group.await(readers, TestPipeline.SOON_NS);

    assertNull(readers.get(0).poll());
  }
}
