package dev.zoetrope.region;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Slots beyond 2 GiB in total, at their far ends. */
@Tag("deep")
class LargeRegionTest {
  private static final int SLOT = 800_000_000;
  private static final long NEEDED = 8L << 30;

  @Test
  void everySlotOfThreeTimes800MegabytesIsThere() throws IOException {
    try (TestPipeline pipeline = new TestPipeline()) {
      long room = Files.getFileStore(pipeline.runtime()).getUsableSpace();
      assumeTrue(room > NEEDED, "too little shared memory");
      pipeline.directory().create();
      EpochSpec spec = TestPipeline.spec(3, SLOT);
      Epoch writer = Epoch.create(pipeline.directory(), "s", 1, spec, control -> {});
      Epoch reader = Epoch.openForReader(pipeline.directory(), "s", 1);
      for (int slot = 0; slot < 3; slot++) {
        writer.payload(slot).putLong(0, slot + 1);
        writer.payload(slot).putLong(SLOT - Long.BYTES, ~slot);
      }
      for (int slot = 0; slot < 3; slot++) {
        assertEquals(slot + 1, reader.payload(slot).getLong(0));
        assertEquals(~slot, reader.payload(slot).getLong(SLOT - Long.BYTES));
      }
      reader.release();
      writer.deleteFiles();
      writer.release();
    }
  }
}
