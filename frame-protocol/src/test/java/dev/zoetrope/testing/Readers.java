package dev.zoetrope.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.layout.ReaderCellDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What tests do with readers. */
public final class Readers {
  private Readers() {}

  /** Takes the next frame, checks and releases it. */
  public static long take(StreamReader reader) throws IOException {
    try (FrameLease lease = reader.await(TestPipeline.SOON_NS)) {
      assertNotNull(lease, () -> "no frame, state " + reader.state());
      return Frames.check(lease);
    }
  }

  /** Takes frames until the state is final. */
  public static List<Long> drain(StreamReader reader) throws IOException {
    List<Long> numbers = new ArrayList<>();
    while (reader.state() == ReaderState.LIVE) {
      try (FrameLease lease = reader.await(TestPipeline.SOON_NS)) {
        if (lease != null) {
          numbers.add(Frames.check(lease));
        }
      }
    }
    assertAccounted(reader);
    return numbers;
  }

  /** Every frame published after joining is delivered, skipped by cause, or pending. */
  public static void assertAccounted(StreamReader reader) {
    long gone =
        reader.counter(ReaderCellDescriptor.PUBLISHED_BEFORE)
            + reader.counter(ReaderCellDescriptor.CONSUMED)
            - reader.counter(ReaderCellDescriptor.JOIN_CURSOR);
    assertEquals(gone, reader.counter(ReaderCellDescriptor.DELIVERED) + skipped(reader));
  }

  /** Frames skipped, for all causes. */
  public static long skipped(StreamReader reader) {
    return reader.counter(ReaderCellDescriptor.SKIPPED_STALE)
        + reader.counter(ReaderCellDescriptor.SKIPPED_OVERWRITTEN)
        + reader.counter(ReaderCellDescriptor.SKIPPED_CORRUPT);
  }
}
