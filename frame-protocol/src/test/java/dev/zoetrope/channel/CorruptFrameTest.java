package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.Readers;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A frame whose header no correct writer writes is an error, is skipped, and is counted. */
class CorruptFrameTest {
  private final TestPipeline pipeline = new TestPipeline();

  @AfterEach
  void close() throws IOException {
    assertEquals(List.of(), pipeline.files());
    pipeline.close();
  }

  private static void publish(StreamWriter writer, int number, Consumer<FrameHeader> damage)
      throws IOException {
    FrameClaim claim = Frames.fill(writer.claim(Frames.LENGTH), number);
    damage.accept(claim.header());
    claim.publish();
  }

  @Test
  void theNextFrameIsFine() throws Exception {
    List<Consumer<FrameHeader>> damages =
        List.of(
            header -> header.plane(0, 0, Frames.STRIDE, Frames.ROWS + 1),
            header -> header.plane(0, -64, Frames.STRIDE, 1),
            header -> header.payloadLength(Frames.LENGTH + 1),
            header -> header.time(0, 0, 1, 0),
            header -> header.planeCount(5),
            header -> header.audio("fltp", 48000, 2, "stereo", 1),
            FrameHeader::reset);
    try (StreamWriter writer = pipeline.writer(3);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      int number = 0;
      for (Consumer<FrameHeader> damage : damages) {
        publish(writer, ++number, damage);
        assertThrows(CorruptRegionException.class, reader::poll);
        Frames.publish(writer, ++number);
        assertEquals(number, Readers.take(reader));
        Readers.assertAccounted(reader);
      }
      assertEquals(damages.size(), reader.counter(ReaderCellDescriptor.SKIPPED_CORRUPT));
    }
  }

  @Test
  void theSameDamageIsNoticedAgain() throws Exception {
    try (StreamWriter writer = pipeline.writer(3);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      int number = 0;
      for (int round = 0; round < 4; round++) {
        // Each slot has had a good frame, then the same bad one several times.
        for (int slot = 0; slot < 3; slot++) {
          Frames.publish(writer, ++number);
          assertEquals(number, Readers.take(reader));
        }
        for (int slot = 0; slot < 6; slot++) {
          publish(writer, ++number, header -> header.planeCount(5));
          assertThrows(CorruptRegionException.class, reader::poll);
        }
        for (int slot = 0; slot < 3; slot++) {
          publish(writer, ++number, header -> header.time(0, -1, 1, 25));
          assertThrows(CorruptRegionException.class, reader::poll);
        }
      }
      Readers.assertAccounted(reader);
    }
  }
}
