package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.region.ReaderCell;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What the writer knows of its readers over several epochs. */
class WriterEpochsTest {
  private static final String STREAM = "video";

  /** Else a reader that went on could look like one that stalls. */
  @Test
  void progressDoesNotGoBackWhenAnEpochIsGone() throws IOException {
    try (TestPipeline pipeline = new TestPipeline()) {
      pipeline.directory().create();
      WriterEpochs epochs = new WriterEpochs(pipeline.directory(), STREAM, TestPipeline.spec(3), 1);
      epochs.slots().join(0, "reader", ReaderPolicy.EVERY.code(), 1);
      ReaderCell cell = epochs.slots().cell(0);
      epochs.slots().publish(epochs.slots().claim());
      cell.consumedRelease(1);
      assertTrue(epochs.roll(Frames.LENGTH * 4L));
      cell.counter(ReaderCellDescriptor.PRESENCE, ReaderCellDescriptor.PRESENCE_LEFT);
      long progress = epochs.progress(0);
      epochs.reap();
      assertFalse(Files.exists(pipeline.directory().resolve("video.1.frames")));
      assertEquals(progress, epochs.progress(0));
      epochs.close();
      pipeline.directory().deleteIfEmpty();
    }
  }
}
