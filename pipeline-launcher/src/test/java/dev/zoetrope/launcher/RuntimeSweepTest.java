package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    Path early = PipelineDirectory.of(home.resolve("run"), "early").create().path();
    Files.createFile(early.resolve(".zoetrope.lock"));
    age(early);

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
  void touchesNothingOfOtherPrograms() throws IOException {
    // A runtime directory may be one that others use too, such as that of the user's session.
    List<Path> files = new ArrayList<>();
    for (String file :
        List.of("podman/podman.sock", "store/db.lock", "store/db.1.frames", "mail/x")) {
      Path foreign = home.resolve("run").resolve(file);
      Files.createDirectories(foreign.getParent());
      Files.writeString(foreign, "4711\n");
      files.add(foreign);
    }
    Files.writeString(home.resolve("run/store/db.sqlite"), "data");
    Files.createDirectories(home.resolve("run/empty"));
    Files.createDirectories(home.resolve("run/not a pipeline's name"));
    leftovers("studio");
    leftovers(DEAD);
    ageAll();

    sweep();

    for (Path file : files) {
      assertEquals("4711\n", Files.readString(file), file.toString());
    }
    assertEquals(Set.of("podman", "store", "mail", "empty", "not a pipeline's name"), pipelines());
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
    age(directory.path());
  }

  private static void age(Path directory) throws IOException {
    Files.setLastModifiedTime(directory, FileTime.from(Instant.now().minus(Duration.ofMinutes(1))));
  }

  private void ageAll() throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(home.resolve("run"))) {
      for (Path directory : all) {
        age(directory);
      }
    }
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
