package dev.zoetrope.region;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.stats.StreamObserver;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.Readers;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever lies under a name of ours: nothing elsewhere is followed, changed or removed. */
class PlantedFilesTest {
  private static final String PRECIOUS = "worth keeping\n";

  private final TestPipeline pipeline = new TestPipeline();
  private final PipelineDirectory directory = pipeline.directory();
  private final Path precious = pipeline.runtime().resolve("precious");

  @BeforeEach
  void create() throws IOException {
    directory.create();
    Files.writeString(precious, PRECIOUS);
  }

  @AfterEach
  void nothingElsewhereIsTouched() throws IOException {
    assertEquals(PRECIOUS, Files.readString(precious));
    Files.delete(precious);
    pipeline.close();
  }

  /** A stream under whose names something else was found works as any other. */
  private void assertStreamWorks() throws IOException {
    try (StreamWriter writer = pipeline.writer(2);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      Frames.publish(writer, 1);
      Frames.publish(writer, 2, 2 * Frames.LENGTH);
      assertEquals(1, Readers.take(reader));
      assertEquals(2, Readers.take(reader));
    }
    assertEquals(List.of(), pipeline.files());
  }

  private static void fifo(Path path) throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", path.toString()).start();
    assumeTrue(mkfifo.waitFor() == 0, "no mkfifo here: install coreutils");
  }

  private static String refused(Executable step) {
    return assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> assertThrows(IOException.class, step))
        .getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s.sock",
        "s.1.control",
        "s.1.frames",
        "s.7.control",
        ".s.1.frames.new",
        ".s.8.control.new",
        "s.streams"
      })
  void aWriterRemovesLinksAndPipesAndGoesOn(String name) throws Exception {
    Files.createSymbolicLink(directory.resolve(name), precious);
    assertStreamWorks();
    directory.create();
    Files.createLink(directory.resolve(name), precious);
    assertStreamWorks();
    directory.create();
    fifo(directory.resolve(name));
    assertTimeoutPreemptively(Duration.ofSeconds(20), this::assertStreamWorks);
  }

  @Test
  void aLockThatIsNoneIsRefusedAndKept() throws Exception {
    Path lock = directory.resolve("s.lock");
    Files.createSymbolicLink(lock, precious);
    assertTrue(refused(() -> pipeline.writer(2)).contains("s.lock' is no regular file; remove it"));
    Files.delete(lock);
    Files.createLink(lock, precious);
    assertTrue(refused(() -> pipeline.writer(2)).contains("s.lock' is a hard link, with 2 names"));
    Files.delete(lock);
    fifo(lock);
    assertTrue(refused(() -> pipeline.writer(2)).contains("no regular file"));
    Files.delete(lock);
    Files.createDirectory(lock);
    assertTrue(refused(() -> pipeline.writer(2)).contains("no regular file"));
    Files.delete(lock);
  }

  @Test
  void aLockOfAnotherProgramIsRefusedAndKept() throws IOException {
    directory.create();
    Files.writeString(directory.resolve("yarn.lock"), PRECIOUS);
    Files.write(directory.resolve("big.lock"), new byte[(1 << 20) + 1]);
    Files.createFile(directory.resolve("dead.3.frames"));
    IOException e = assertThrows(IOException.class, () -> StreamLock.tryAcquire(directory, "yarn"));
    assertTrue(e.getMessage().contains("yarn.lock' is no lock of zoetrope"), e.getMessage());
    assertThrows(IOException.class, () -> StaleFiles.removeDeadStreams(directory));
    assertEquals(List.of("big.lock", "yarn.lock"), pipeline.files());
    assertEquals(PRECIOUS, Files.readString(directory.resolve("yarn.lock")));
  }

  @Test
  void theLockOfADeadWriterIsTaken() throws IOException {
    Files.write(directory.resolve("s.lock"), new byte[70_000]);
    StreamLock lock = StreamLock.tryAcquire(directory, "s");
    assertNotNull(lock);
    lock.close();
  }

  @Test
  void aSweepLeavesWhatOthersMayHaveMade() throws IOException {
    directory.create();
    List<String> foreign =
        List.of(
            ".s.lock.swp",
            "docker.sock",
            "my list.streams",
            "notes.2.txt",
            "s.01.control",
            "x.new");
    for (String name : foreign) {
      Files.writeString(directory.resolve(name), PRECIOUS);
    }
    Files.createSymbolicLink(directory.resolve("link.1.control"), precious);
    StaleFiles.removeDeadStreams(directory);
    assertEquals(foreign, pipeline.files());
  }

  @Test
  void aSweepOfADirectoryThatIsNotOursIsRefused() throws IOException {
    Path elsewhere = Files.createDirectory(pipeline.runtime().resolve("elsewhere"));
    Path file = Files.writeString(elsewhere.resolve("s.1.frames"), PRECIOUS);
    Files.delete(directory.path());
    Files.createSymbolicLink(directory.path(), elsewhere);
    assertThrows(IOException.class, () -> StaleFiles.removeDeadStreams(directory));
    Files.delete(directory.path());
    Files.move(elsewhere, directory.path());
    for (String mode : List.of("rwx---r-x", "rwx-w----", "rwx-----x")) {
      Files.setPosixFilePermissions(directory.path(), PosixFilePermissions.fromString(mode));
      IOException e =
          assertThrows(IOException.class, () -> StaleFiles.removeDeadStreams(directory));
      assertTrue(e.getMessage().contains("open to another user"), e.getMessage());
    }
    assertEquals(PRECIOUS, Files.readString(directory.resolve(file.getFileName().toString())));
  }

  @Test
  void pipesAndLinksInPlaceOfFilesAreErrorsOfReaders() throws Exception {
    Epoch epoch = Epoch.create(directory, "s", 1, TestPipeline.spec(2), control -> {});
    for (String name : List.of("s.1.control", "s.1.frames")) {
      Path path = directory.resolve(name);
      Path aside = directory.resolve("aside");
      Files.move(path, aside);
      fifo(path);
      assertTrue(refused(() -> Epoch.openForReader(directory, "s", 1)).contains("no regular file"));
      assertTrue(refused(() -> observe("s")).contains(name + "' is no regular file; remove it"));
      Files.delete(path);
      Files.createSymbolicLink(path, aside);
      refused(() -> Epoch.openForReader(directory, "s", 1));
      Files.delete(path);
      Files.createLink(path, aside);
      assertTrue(refused(() -> observe("s")).contains("hard link"));
      Files.delete(path);
      Files.move(aside, path);
    }
    observe("s");
    epoch.release();
  }

  private void observe(String stream) throws IOException {
    try (StreamObserver observer = new StreamObserver(directory, stream)) {
      assertTrue(observer.snapshot().isPresent());
    }
  }

  @Test
  void listsAreWrittenBesideLinksAndReadFromFilesOnly() throws Exception {
    for (String name : List.of("capture.streams", ".capture.streams.new")) {
      Files.createSymbolicLink(directory.resolve(name), precious);
      try (StreamList list = StreamList.announce(directory, "capture", List.of("video"))) {
        assertNotNull(list);
        assertEquals(List.of("video"), StreamList.read(directory, "capture").orElseThrow());
        assertEquals(
            "rw-------",
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("capture.streams"))));
      }
    }
    Path list = directory.resolve("capture.streams");
    Files.createSymbolicLink(list, precious);
    assertTrue(refused(() -> StreamList.read(directory, "capture")).contains("no regular file"));
    Files.delete(list);
    fifo(list);
    assertTrue(refused(() -> StreamList.read(directory, "capture")).contains("no regular file"));
  }

  @Test
  void namesThatAreNoneReachNoFile() throws IOException {
    List<String> names =
        List.of(
            "../precious",
            "a/b",
            ".",
            "..",
            "a.b",
            "a b",
            "a\nb",
            "a\n",
            "a\0b",
            "*",
            "[",
            "{a,b}",
            "\u00e4",
            "x".repeat(4000));
    for (String name : names) {
      List<Executable> uses =
          List.of(
              () -> PipelineDirectory.of(pipeline.runtime(), name),
              () -> directory.socket(name),
              () -> StreamLock.tryAcquire(directory, name),
              () -> StreamList.read(directory, name),
              () -> StreamList.announce(directory, name, List.of("video")),
              () -> StreamList.announce(directory, "capture", List.of(name)),
              () -> pipeline.reader(name, ReaderPolicy.EVERY),
              () -> new StreamObserver(directory, name));
      for (Executable use : uses) {
        String message = assertThrows(IllegalArgumentException.class, use).getMessage();
        assertTrue(message.length() < 250 && isPrintable(message), message);
      }
    }
    assertEquals(List.of(), pipeline.files());
    assertTrue(Files.exists(precious, LinkOption.NOFOLLOW_LINKS));
  }

  private static boolean isPrintable(String message) {
    for (byte octet : message.getBytes(StandardCharsets.UTF_8)) {
      if (octet < ' ' || octet == 127) {
        return false;
      }
    }
    return true;
  }

  @Test
  void aWildEpochDoesNotLastForever() throws IOException {
    Files.createFile(directory.resolve("s.999999999999999998.control"));
    assertStreamWorks();
  }
}
