package dev.zoetrope.region;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A writer has its slots in its page table before its first frame. */
class TouchedPagesTest {
  private static final Path MAPS = Path.of("/proc/self/smaps");
  private static final int SLOTS = 3;

  @Test
  void theWritersSlotsAreResidentFromTheStart() throws IOException {
    assumeTrue(Files.isReadable(MAPS), "no /proc/self/smaps: Linux only");
    try (TestPipeline pipeline = new TestPipeline()) {
      pipeline.directory().create();
      EpochSpec spec = TestPipeline.spec(SLOTS, 1_000_000);
      Epoch writer = Epoch.create(pipeline.directory(), "s", 1, spec, control -> {});
      Path frames = pipeline.directory().resolve(StreamNames.frames("s", 1));
      long resident = residentBytes(frames);
      writer.deleteFiles();
      writer.release();
      assertEquals(spec.framesLength(), resident);
    }
  }

  /** Of all mappings of a file in this process. */
  private static long residentBytes(Path file) throws IOException {
    List<String> lines = Files.readAllLines(MAPS);
    long kilobytes = 0;
    boolean isOurs = false;
    for (String line : lines) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        isOurs = line.endsWith(file.toRealPath().toString());
      } else if (isOurs && line.startsWith("Rss:")) {
        kilobytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return kilobytes * 1024;
  }
}
