package dev.zoetrope.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.ChannelException;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.region.StaleFiles;
import dev.zoetrope.region.StreamList;
import dev.zoetrope.stats.StreamObserver;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.Readers;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What is one user's is closed to another, and what another put there first is not used. */
class AccessTest {
  private static final String IDENTITY = "unix:ino,mode,uid,nlink,size,lastModifiedTime,ctime";

  private final TestPipeline pipeline = new TestPipeline();
  private final Path runtime = pipeline.runtime();
  private final Path directory = pipeline.directory().path();

  @AfterEach
  void close() throws IOException {
    pipeline.close();
  }

  private static void mode(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static void assertRefused(Map<String, String> attempts, String... but) {
    assertEquals(14, attempts.size(), attempts.toString());
    attempts.forEach(
        (name, result) ->
            assertEquals(
                List.of(but).contains(name),
                result.startsWith("SUCCESS"),
                () -> name + ": " + result));
  }

  @Test
  void everythingIsOwnerOnly() throws Exception {
    try (StreamWriter writer = pipeline.writer(2);
        StreamList list = StreamList.announce(pipeline.directory(), "c", List.of("s"))) {
      assertEquals(
          List.of("c.lock", "c.streams", "s.1.control", "s.1.frames", "s.lock", "s.sock"),
          pipeline.files());
      for (String file : pipeline.files()) {
        assertEquals(
            "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file))),
            file);
      }
      assertEquals(1, writer.epoch());
      assertTrue(list != null);
    }
  }

  @Test
  void anotherUserIsRefusedEverywhere() throws Exception {
    try (OtherUser other = new OtherUser();
        StreamWriter writer = pipeline.writer(2);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY);
        StreamList list = StreamList.announce(pipeline.directory(), "c", List.of("s"))) {
      assertTrue(list != null);
      assertRefused(other.intrude(runtime));
      mode(runtime, "rwxr-xr-x");
      Map<String, String> attempts = other.intrude(runtime);
      assertRefused(attempts);
      assertTrue(attempts.get("list").startsWith("AccessDeniedException"), attempts.toString());
      // Somebody opened the directory: the files and the socket are still closed.
      mode(directory, "rwxr-xr-x");
      attempts = other.intrude(runtime);
      assertRefused(attempts, "list");
      for (String name : List.of("control", "frames", "write", "streams", "make", "remove")) {
        assertTrue(attempts.get(name).startsWith("AccessDeniedException"), attempts.toString());
      }
      for (String name : List.of("reader", "observer", "names", "writer", "sweep")) {
        assertTrue(attempts.get(name).contains("belongs to or is"), attempts.toString());
      }
      assertTrue(attempts.get("connect").contains("Permission denied"), attempts.toString());
      // And the socket, too: the writer asks the kernel who is there.
      mode(directory.resolve("s.sock"), "rw-rw-rw-");
      assertEquals(
          "ERROR user this stream belongs to another user", other.intrude(runtime).get("connect"));
      assertEquals(1, writer.readerCount());
      Frames.publish(writer, 1);
      assertEquals(1, Readers.take(reader));
      mode(directory, "rwx------");
    }
    assertEquals(List.of(), pipeline.files());
  }

  /** Everything that uses a pipeline's directory refuses this one, and leaves it as it is. */
  private void assertNotUsed(String what) throws IOException {
    Map<Path, String> before = tree();
    ReaderOptions options =
        ReaderOptions.of("r", ReaderPolicy.EVERY).withConnectTimeoutNs(50_000_000);
    List<Executable> uses =
        List.of(
            () -> pipeline.writer(2),
            () -> StreamReader.connect(pipeline.directory(), "s", options),
            () -> new StreamObserver(pipeline.directory(), "s").snapshot(),
            () -> StreamList.read(pipeline.directory(), "c"),
            () -> StaleFiles.removeDeadStreams(pipeline.directory()));
    for (Executable use : uses) {
      String message = assertThrows(IOException.class, use, what).getMessage();
      assertTrue(message.contains("choose another") && message.contains("runtime-dir"), message);
    }
    assertEquals(before, tree(), what);
  }

  private Map<Path, String> tree() throws IOException {
    Map<Path, String> tree = new TreeMap<>();
    try (Stream<Path> files = Files.walk(runtime)) {
      for (Path file : files.toList()) {
        tree.put(file, Files.readAttributes(file, IDENTITY, LinkOption.NOFOLLOW_LINKS).toString());
      }
    }
    return tree;
  }

  /** Files as of a dead writer, which whoever came by would remove. */
  private void plant() throws IOException {
    for (String name : List.of("s.1.control", "s.1.frames", "s.lock", "s.sock", "c.streams")) {
      Files.writeString(directory.resolve(name), "s\n");
    }
  }

  @Test
  void directoriesThatAreOpenToOthersAreNotUsed() throws Exception {
    pipeline.directory().create();
    plant();
    for (String mode : List.of("rwxrwx---", "rwxrwxrwx", "rwxr-x---", "rwx-----x")) {
      mode(directory, mode);
      assertNotUsed("pipeline " + mode);
    }
    mode(directory, "rwx------");
    Files.setAttribute(runtime, "unix:mode", 01777);
    assertNotUsed("sticky runtime directory");
    for (String mode : List.of("rwxrwxr-x", "rwxr-xrwx")) {
      mode(runtime, mode);
      assertNotUsed("runtime directory " + mode);
    }
  }

  @Test
  void directoriesThatAnotherUserMadeAreNotUsed() throws Exception {
    OtherUser.assumeRoot();
    pipeline.directory().create();
    plant();
    OtherUser.give(directory);
    assertNotUsed("another user's pipeline");
    mode(directory, "rwxrwxrwx");
    assertNotUsed("another user's open pipeline");
    Files.setAttribute(directory, "unix:uid", 0);
    mode(directory, "rwx------");
    OtherUser.give(runtime);
    assertNotUsed("another user's runtime directory");
  }

  @Test
  void linksThatAnotherUserMadeAreNotFollowed() throws Exception {
    OtherUser.assumeRoot();
    pipeline.directory().create();
    plant();
    Path victim = runtime.resolve("victim");
    Files.move(directory, victim);
    Files.createSymbolicLink(directory, victim);
    OtherUser.give(directory);
    assertNotUsed("a link to a directory of ours");
    Files.delete(directory);
    Files.move(victim, directory);
  }

  @Test
  void filesThatAnotherUserMadeAreNotUsed() throws Exception {
    OtherUser.assumeRoot();
    Epoch epoch =
        Epoch.create(pipeline.directory().create(), "s", 1, TestPipeline.spec(2), control -> {});
    Files.writeString(directory.resolve("c.streams"), "s\n");
    Files.createFile(directory.resolve("s.lock"));
    for (String name : List.of("s.1.control", "s.1.frames", "s.lock", "c.streams")) {
      OtherUser.give(directory.resolve(name));
    }
    List<Executable> uses =
        List.of(
            () -> pipeline.writer(2),
            () -> Epoch.openForReader(pipeline.directory(), "s", 1),
            () -> new StreamObserver(pipeline.directory(), "s").snapshot(),
            () -> StreamList.read(pipeline.directory(), "c"));
    for (Executable use : uses) {
      String message = assertThrows(IOException.class, use).getMessage();
      assertTrue(message.endsWith("' is another user's; remove it"), message);
    }
    Files.setAttribute(directory.resolve("s.1.control"), "unix:uid", 0);
    assertThrows(IOException.class, () -> Epoch.openForReader(pipeline.directory(), "s", 1));
    epoch.release();
  }

  @Test
  void aReaderDoesNotTalkToAnotherUser() throws Exception {
    try (OtherUser other = new OtherUser()) {
      pipeline.directory().create();
      mode(runtime, "rwxr-xr-x");
      mode(directory, "rwxrwxrwx");
      Process listener = other.start(Intruder.Listener.class, pipeline.directory().socket("s"));
      assertEquals("listening", listener.inputReader().readLine());
      mode(directory, "rwx------");
      String message =
          assertThrows(ChannelException.class, () -> pipeline.reader(ReaderPolicy.EVERY))
              .getMessage();
      assertTrue(message.endsWith("s.sock' is served by another user"), message);
      listener.destroyForcibly().waitFor();
    }
  }
}
