package dev.zoetrope.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.stats.StreamObserver;
import dev.zoetrope.testing.ChildProcess;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.Readers;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that are removed or cut short under those who have mapped them. Removal harms nobody. What
 * is cut off is a fault at the next touch, which the platform makes an error or the end of the
 * process; nobody hangs, and a new start finds its way.
 */
class VanishedFilesTest {
  private final TestPipeline pipeline = new TestPipeline();

  @AfterEach
  void close() throws IOException {
    pipeline.close();
  }

  @Test
  void removedFilesAreUsedToTheEnd() throws Exception {
    try (StreamWriter writer = pipeline.writer(3);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY);
        StreamObserver observer = new StreamObserver(pipeline.directory(), "s")) {
      Frames.publish(writer, 1);
      try (FrameLease held = reader.poll()) {
        assertNotNull(held);
        assertEquals(1, observer.snapshot().orElseThrow().published());
        for (String file : pipeline.files()) {
          Files.delete(pipeline.directory().resolve(file));
        }
        Frames.publish(writer, 2);
        assertEquals(2, observer.snapshot().orElseThrow().published());
        assertEquals(2, Readers.take(reader));
        Frames.publish(writer, 3, 2 * Frames.LENGTH);
        assertEquals(3, Readers.take(reader));
        assertEquals(1, Frames.check(held));
      }
      writer.close();
      assertEquals(List.of(), Readers.drain(reader));
      assertEquals(ReaderState.ENDED, reader.state());
    }
    assertEquals(List.of(), pipeline.files());
  }

  @Test
  void aRemovedDirectoryIsAnErrorWhenItIsNeeded() throws Exception {
    try (StreamWriter writer = pipeline.writer(3);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      pipeline.close();
      Frames.publish(writer, 1);
      assertEquals(1, Readers.take(reader));
      IOException e =
          assertThrows(IOException.class, () -> Frames.publish(writer, 2, 2 * Frames.LENGTH));
      assertTrue(e.getMessage().contains("s.2.frames"), e.getMessage());
      Frames.publish(writer, 2);
      assertEquals(2, Readers.take(reader));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s.1.control", "s.1.frames"})
  void whoTouchesWhatIsCutOffEndsAndIsReplaced(String file) throws Exception {
    try (ChildProcess writing = new ChildProcess(pipeline);
        ChildProcess reading = new ChildProcess(pipeline)) {
      writing.ask("writer 3");
      reading.ask("reader encoder every");
      writing.ask("publish 1");
      assertEquals("took 1", reading.ask("take"));
      try (FileChannel channel =
          FileChannel.open(pipeline.directory().resolve(file), StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
      writing.tell("publish 1");
      assertTrue(writing.endsItself());
      reading.tell("take");
      assertTrue(reading.endsItself());
    }
    try (StreamWriter writer = pipeline.writer(3);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      assertEquals(2, writer.epoch());
      Frames.publish(writer, 1);
      assertEquals(1, Readers.take(reader));
    }
    assertEquals(List.of(), pipeline.files());
  }
}
