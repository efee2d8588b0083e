package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeSweepTest {
  /** No process has it: Linux ends at 2^22. */
  private static final String DEAD = "run-2000000000";

  @TempDir Path home;

  @Test
  void removesWhatNobodyServes() throws IOException {
    leftovers(DEAD);
    leftovers("studio");

    sweep();

    assertEquals(Set.of(), pipelines());
  }

  @Test
  void sparesTheLivingTheYoungAndTheServed() throws IOException {
    String living = RuntimeSweep.runName(ProcessHandle.current().pid());
    leftovers(living);
    PipelineDirectory young = leftovers("young");
    Files.setLastModifiedTime(young.path(), FileTime.from(Instant.now()));
    PipelineDirectory served = leftovers("served");
    try (StreamLock lock = StreamLock.tryAcquire(served, "video")) {
      age(served);

      sweep();

      assertEquals(Set.of(living, "young", "served"), pipelines());
      assertEquals(true, Files.exists(served.resolve("video.1.frames")));
    }
  }

  @Test
  void aMissingRuntimeDirectoryIsFine() {
    sweep();
  }

  private void sweep() {
    RuntimeSweep.removeDead(home.resolve("run"));
  }

  /** A pipeline as a killed writer leaves it. */
  private PipelineDirectory leftovers(String name) throws IOException {
    PipelineDirectory directory = PipelineDirectory.of(home.resolve("run"), name).create();
    Files.createFile(directory.resolve("video.1.control"));
    Files.createFile(directory.resolve("video.1.frames"));
    Files.createFile(directory.resolve("video.sock"));
    Files.createFile(directory.resolve("video.lock"));
    Files.createFile(directory.resolve("capture.streams"));
    age(directory);
    return directory;
  }

  private static void age(PipelineDirectory directory) throws IOException {
    Files.setLastModifiedTime(
        directory.path(), FileTime.from(Instant.now().minus(Duration.ofMinutes(1))));
  }

  private Set<String> pipelines() throws IOException {
    if (!Files.exists(home.resolve("run"))) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(home.resolve("run"))) {
      return files
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
