package dev.zoetrope.region;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Directories, locks, lists, names, and what dead writers left behind. */
class FilesTest {
  private final TestPipeline pipeline = new TestPipeline();
  private final PipelineDirectory directory = pipeline.directory();

  @AfterEach
  void close() throws IOException {
    pipeline.close();
  }

  private void touch(String... names) throws IOException {
    for (String name : names) {
      Files.createFile(directory.resolve(name));
    }
  }

  @Test
  void theDirectoryIsPrivate() throws IOException {
    directory.create().check();
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())));
    directory.create();
  }

  @Test
  void directoriesThatOthersMayWriteAreRefused() throws IOException {
    directory.create();
    Files.setPosixFilePermissions(directory.path(), PosixFilePermissions.fromString("rwxrwxrwx"));
    IOException e = assertThrows(IOException.class, directory::create);
    assertTrue(e.getMessage().contains("rwxrwxrwx"), e.getMessage());
    assertThrows(IOException.class, directory::check);
  }

  @Test
  void aRuntimeDirectoryThatCannotBeRemovedStays() throws IOException {
    Path mounted = Path.of("/proc");
    assumeTrue(Files.isDirectory(mounted), "a directory that nobody can remove");
    PipelineDirectory.of(mounted, "default").deleteIfEmpty();
  }

  @Test
  void aRuntimeDirectoryThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.createFile(pipeline.runtime().resolve("file"));
    PipelineDirectory below = PipelineDirectory.of(file.resolve("run"), "p");
    IOException e = assertThrows(IOException.class, below::create);
    assertEquals(
        "'" + file + "' cannot be made (it is no directory); choose another --runtime-dir",
        e.getMessage());
    Files.delete(file);
  }

  @Test
  void aLinkInPlaceOfADirectoryIsRefused() throws IOException {
    Path elsewhere = Files.createDirectory(pipeline.runtime().resolve("elsewhere"));
    Files.createSymbolicLink(directory.path(), elsewhere);
    assertThrows(IOException.class, directory::create);
    assertThrows(IOException.class, directory::check);
    Files.delete(directory.path());
    Files.delete(elsewhere);
  }

  @Test
  void aSocketPathThatIsTooLongSaysSo() {
    PipelineDirectory deep = PipelineDirectory.of(Path.of("/" + "d".repeat(100)), "p");
    IOException e = assertThrows(IOException.class, () -> deep.socket("s"));
    assertTrue(e.getMessage().contains("allowed: 107"), e.getMessage());
  }

  @Test
  void oneWriterHoldsTheLock() throws IOException {
    directory.create();
    StreamLock lock = StreamLock.tryAcquire(directory, "s");
    assertNotNull(lock);
    assertNull(StreamLock.tryAcquire(directory, "s"));
    PipelineDirectory sameByAnotherPath =
        PipelineDirectory.of(
            pipeline.runtime().resolve("../" + pipeline.runtime().getFileName()), "p");
    assertNull(StreamLock.tryAcquire(sameByAnotherPath, "s"));
    lock.close();
    StreamLock again = StreamLock.tryAcquire(directory, "s");
    assertNotNull(again);
    again.close();
    assertEquals(List.of(), pipeline.files());
  }

  @Test
  void neverTwoHoldTheLockAtOnce() throws Exception {
    directory.create();
    AtomicInteger holders = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> threads = new java.util.ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          new Thread(
              () -> {
                for (int round = 0; round < 300; round++) {
                  try (StreamLock lock = StreamLock.tryAcquire(directory, "s")) {
                    if (lock != null) {
                      most.accumulateAndGet(holders.incrementAndGet(), Math::max);
                      holders.decrementAndGet();
                    }
                  } catch (IOException e) {
                    most.set(99);
                  }
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(1, most.get());
  }

  @Test
  void onlyTheDeadAreRemoved() throws IOException {
    directory.create();
    touch("dead.1.control", "dead.1.frames", "dead.12.control", ".dead.13.frames.new");
    touch("dead.sock", "dead.streams", "alive.3.control");
    assertEquals(12, StaleFiles.newestEpoch(directory, "dead"));
    StreamLock lock = StreamLock.tryAcquire(directory, "alive");
    StaleFiles.removeDeadStreams(directory);
    assertEquals(List.of("alive.3.control", "alive.lock"), pipeline.files());
    lock.close();
    StaleFiles.removeDeadStreams(directory);
    assertFalse(Files.exists(directory.path()));
    StaleFiles.removeDeadStreams(directory);
  }

  @Test
  void oneRunClaimsAPipeline() throws IOException {
    StreamLock claim = StreamLock.claim(directory);
    assertNull(StreamLock.claim(directory));
    StaleFiles.removeDeadStreams(directory);
    assertEquals(List.of(".zoetrope.lock"), pipeline.files());
    try (StreamLock stream = StreamLock.tryAcquire(directory, "zoetrope")) {
      assertNotNull(stream, "a stream may have any name");
    }
    claim.close();
    assertEquals(List.of(), pipeline.files());
  }

  @Test
  void theClaimOfADeadRunHoldsNobodyUp() throws IOException {
    directory.create();
    touch(".zoetrope.lock");
    StreamLock.claim(directory).close();
    assertEquals(List.of(), pipeline.files());
    touch(".zoetrope.lock");
    StaleFiles.removeDeadStreams(directory);
    assertFalse(Files.exists(directory.path()));
  }

  @Test
  void anotherStreamsFilesAreLeftAlone() throws IOException {
    directory.create();
    touch("a.2.control", "a-b.7.control", "ab.9.frames");
    assertEquals(2, StaleFiles.removeStream(directory, "a"));
    assertEquals(List.of("a-b.7.control", "ab.9.frames"), pipeline.files());
  }

  @Test
  void listsAreAnnouncedReadAndWithdrawn() throws IOException {
    assertEquals(Optional.empty(), StreamList.read(directory, "capture"));
    directory.create();
    try (StreamList list = StreamList.announce(directory, "capture", List.of("video", "audio"))) {
      assertNotNull(list);
      assertEquals(Optional.of(List.of("video", "audio")), StreamList.read(directory, "capture"));
      assertThrows(
          IOException.class, () -> StreamList.announce(directory, "capture", List.of("video")));
    }
    assertEquals(Optional.empty(), StreamList.read(directory, "capture"));
    assertEquals(List.of(), pipeline.files());
  }

  @Test
  void aFileThatIsNoListIsAnError() throws IOException {
    directory.create();
    Files.writeString(directory.resolve("capture.streams"), "../../etc/passwd\n");
    assertThrows(IOException.class, () -> StreamList.read(directory, "capture"));
    Files.writeString(directory.resolve("capture.streams"), "a".repeat(5000));
    assertThrows(IOException.class, () -> StreamList.read(directory, "capture"));
  }

  @Test
  void namesAreChecked() {
    for (String bad : List.of("", "-a", "a/b", "..", "a.b", "a b", "ä", "a".repeat(49))) {
      assertThrows(IllegalArgumentException.class, () -> StreamNames.check("stream", bad));
    }
    assertEquals("Video-2_x", StreamNames.check("stream", "Video-2_x"));
    assertEquals(-1, StreamNames.epochOf("s", "s.0.control"));
    assertEquals(-1, StreamNames.epochOf("s", "s.1.sock"));
    assertEquals(-1, StreamNames.epochOf("s", "t.1.frames"));
    assertEquals(71, StreamNames.epochOf("s", "s.71.frames"));
    assertEquals("a\\x1b[2J", StreamNames.printable("a\u001b[2J"));
  }
}
