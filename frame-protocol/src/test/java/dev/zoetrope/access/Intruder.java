package dev.zoetrope.access;

import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StaleFiles;
import dev.zoetrope.region.StreamList;
import dev.zoetrope.stats.StreamObserver;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Tries everything on another user's pipeline, and says of each attempt what came of it. */
final class Intruder {
  private static final long SHORT_NS = 100_000_000;

  private Intruder() {}

  private interface Attempt {
    Object make() throws Exception;
  }

  /** The argument is the runtime directory; the pipeline is {@code p}, its stream {@code s}. */
  public static void main(String[] arguments) {
    PipelineDirectory directory = PipelineDirectory.of(Path.of(arguments[0]), "p");
    Path files = directory.path();
    attempt("list", () -> files.toFile().list() == null ? fail(files) : "SUCCESS");
    attempt("control", () -> FileChannel.open(files.resolve("s.1.control")));
    attempt("frames", () -> FileChannel.open(files.resolve("s.1.frames")));
    attempt(
        "write", () -> FileChannel.open(files.resolve("s.1.control"), StandardOpenOption.WRITE));
    attempt("streams", () -> Files.readString(files.resolve("c.streams")));
    attempt("make", () -> Files.createFile(files.resolve("s.2.control")));
    attempt("remove", () -> Files.deleteIfExists(files.resolve("s.1.frames")) ? "removed" : null);
    attempt("connect", () -> talk(files.resolve("s.sock")));
    ReaderOptions options =
        ReaderOptions.of("r", ReaderPolicy.EVERY).withConnectTimeoutNs(SHORT_NS);
    attempt("reader", () -> StreamReader.connect(directory, "s", options));
    attempt("observer", () -> new StreamObserver(directory, "s").snapshot());
    attempt("names", () -> StreamList.read(directory, "c"));
    attempt("announce", () -> StreamList.announce(directory, "c", List.of("s")));
    attempt(
        "writer",
        () ->
            StreamWriter.open(directory, "s", TestPipeline.spec(2), PressurePolicy.WAIT, SHORT_NS));
    attempt(
        "sweep",
        () -> {
          StaleFiles.removeDeadStreams(directory);
          return "swept";
        });
  }

  /** What the writer answers to somebody who knows how to ask. */
  private static String talk(Path socket) throws Exception {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      byte[] line = "ZOETROPE 1 READER name=r policy=every\n".getBytes(StandardCharsets.US_ASCII);
      try {
        channel.write(ByteBuffer.wrap(line));
      } catch (IOException e) {
        // Turned away already; why is there to be read.
      }
      ByteBuffer reply = ByteBuffer.allocate(512);
      channel.read(reply);
      return StandardCharsets.US_ASCII.decode(reply.flip()).toString().strip();
    }
  }

  private static String fail(Path path) throws IOException {
    throw new AccessDeniedException(path.toString());
  }

  @SuppressWarnings("SystemOut") // The protocol with the test.
  private static void attempt(String name, Attempt attempt) {
    String result;
    try {
      Object made = attempt.make();
      result = made instanceof String text ? text : "SUCCESS " + made;
    } catch (Exception e) {
      result = e.getClass().getSimpleName() + " " + e.getMessage();
    }
    System.out.println(name + ": " + result);
  }

  /** Takes the place of a writer's socket, named by the argument. */
  static final class Listener {
    private Listener() {}

    /** Listens until it is killed. */
    @SuppressWarnings("SystemOut") // The protocol with the test.
    public static void main(String[] arguments) throws Exception {
      try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        server.bind(UnixDomainSocketAddress.of(arguments[0]));
        System.out.println("listening");
        while (true) {
          server.accept().read(ByteBuffer.allocate(512));
        }
      }
    }
  }
}
