package dev.zoetrope.region;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.testing.Programs;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A file system in which files can be made and mapped, but not written to. */
@Tag("once")
class UnwritableTest {
  private final TestPipeline pipeline = new TestPipeline();
  private final Path mount = pipeline.runtime().resolve("huge");

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    Files.createDirectory(mount);
    List<String> command =
        List.of("mount", "-t", "hugetlbfs", "-o", "mode=700", "none", mount.toString());
    assumeTrue(Programs.succeeds(command), "hugetlbfs cannot be mounted: run this as root");
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    Programs.succeeds(List.of("umount", mount.toString()));
    Files.delete(mount);
    pipeline.close();
  }

  @Test
  void theDirectoryIsNamedAndNothingIsLeftButTheLock() {
    Path runtime = mount.resolve("run");
    PipelineDirectory directory = PipelineDirectory.of(runtime, "p");
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                StreamWriter.open(
                    directory,
                    "s",
                    TestPipeline.spec(3),
                    PressurePolicy.WAIT,
                    TestPipeline.PATIENT_NS));
    assertEquals(
        "nothing can be written to files in '"
            + directory
            + "' (Invalid argument); choose a --runtime-dir in /dev/shm, another tmpfs, or on a"
            + " disk",
        e.getMessage());
    assertArrayEquals(new String[] {"s.lock"}, directory.path().toFile().list());
  }
}
