package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.Readers;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One claim and one lease for all frames of a loop. */
class ReuseTest {
  private static final long LONG_NS = 10_000_000_000L;

  private final TestPipeline pipeline = new TestPipeline();

  @AfterEach
  void nothingIsLeft() throws IOException {
    assertEquals(List.of(), pipeline.files());
    pipeline.close();
  }

  @Test
  void oneClaimAndOneLeaseServeManyFrames() throws IOException {
    FrameClaim claim = new FrameClaim();
    FrameLease lease = new FrameLease();
    List<Long> seen = new ArrayList<>();
    try (StreamWriter writer = pipeline.writer(3);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      for (int i = 1; i <= 10; i++) {
        assertTrue(writer.claim(Frames.LENGTH, claim));
        Frames.fill(claim, i);
        claim.publish();
        assertFalse(claim.isOpen());
        assertTrue(i % 2 == 0 ? reader.poll(lease) : reader.await(lease, LONG_NS));
        seen.add(lease.sequence());
        lease.close();
      }
      assertFalse(reader.poll(lease));
      Readers.assertAccounted(reader);
    }
    assertEquals(LongStream.rangeClosed(1, 10).boxed().toList(), seen);
  }

  @Test
  void whatIsOpenIsNotUsedAgain() throws IOException {
    FrameClaim claim = new FrameClaim();
    FrameLease lease = new FrameLease();
    try (StreamWriter writer = pipeline.writer(3);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      Frames.publish(writer, 1);
      Frames.publish(writer, 2);
      assertTrue(reader.poll(lease));
      assertThrows(IllegalStateException.class, () -> reader.poll(lease));
      assertEquals(1, lease.sequence());
      lease.close();
      assertTrue(writer.claim(Frames.LENGTH, claim));
      assertThrows(IllegalStateException.class, () -> writer.claim(Frames.LENGTH, claim));
      claim.close();
      assertTrue(reader.poll(lease));
      assertEquals(2, lease.sequence());
      lease.close();
    }
  }

  @Test
  void neverUsedTheyAreClosed() {
    FrameClaim claim = new FrameClaim();
    FrameLease lease = new FrameLease();
    claim.close();
    lease.close();
    assertThrows(IllegalStateException.class, claim::publish);
    assertThrows(IllegalStateException.class, lease::payload);
    assertEquals(0, lease.sequence());
  }
}
