package dev.zoetrope.region;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The streams that one source serves, in {@code <source>.streams}: one name a line, complete from
 * the moment the file is there. Consumers that are not told stream names learn them here.
 */
public final class StreamList implements AutoCloseable {
  private static final int MAX_LENGTH = 4096;

  private final Path path;
  private final StreamLock lock;

  private StreamList(Path path, StreamLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Announces streams that can be joined now.
   *
   * @param directory the pipeline
   * @param source name of the source, distinct from every stream's name
   * @param streams names of its streams
   * @return closes to withdraw the announcement
   * @throws IOException when another living source has that name, or the file cannot be written
   */
  public static StreamList announce(
      PipelineDirectory directory, String source, List<String> streams) throws IOException {
    streams.forEach(name -> StreamNames.check("stream", name));
    StreamLock lock = StreamLock.acquire(directory, source);
    if (lock == null) {
      throw new IOException(
          "source '"
              + source
              + "' of pipeline '"
              + directory.name()
              + "' is already running; stop it, or give this one another name");
    }
    try {
      Path path = directory.resolve(StreamNames.list(source));
      Path temporary = directory.resolve("." + source + ".streams.new");
      Files.deleteIfExists(temporary);
      write(temporary, String.join("\n", streams) + "\n");
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      return new StreamList(path, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static void write(Path path, String text) throws IOException {
    Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel = Files.newByteChannel(path, options, PipelineDirectory.fileMode())) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /**
   * Reads an announcement.
   *
   * @param directory the pipeline
   * @param source name of the source
   * @return the names, or empty when the source has not announced any yet
   * @throws IOException when the file is no announcement, or the directory not this user's own
   */
  public static Optional<List<String>> read(PipelineDirectory directory, String source)
      throws IOException {
    Path path = directory.resolve(StreamNames.list(StreamNames.check("source", source)));
    try {
      directory.check();
      List<String> names = read(OwnFile.check(path)).lines().toList();
      names.forEach(name -> StreamNames.check("stream", name));
      return Optional.of(names);
    } catch (IllegalArgumentException e) {
      throw new IOException("'" + path + "' is no list of streams: " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String read(Path path) throws IOException {
    Set<OpenOption> options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    try (var channel = Files.newByteChannel(path, options)) {
      long size = channel.size();
      if (size > MAX_LENGTH) {
        throw new IOException("'" + path + "' has " + size + " bytes, allowed: " + MAX_LENGTH);
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) size);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // The file is complete from the moment it has its name; this ends at its end.
      }
      return StandardCharsets.US_ASCII.decode(bytes.flip()).toString();
    }
  }

  /** Withdraws the announcement. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(path);
    } finally {
      lock.close();
    }
  }
}
