package dev.zoetrope.region;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
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
    StreamLock lock = StreamLock.tryAcquire(directory, source);
    if (lock == null) {
      throw new IOException(
          "source '" + source + "' of pipeline '" + directory.name() + "' is already running");
    }
    try {
      Path path = directory.resolve(StreamNames.list(source));
      Path temporary = directory.resolve("." + source + ".streams.new");
      Files.deleteIfExists(temporary);
      Files.createFile(temporary, PipelineDirectory.fileMode());
      Files.writeString(
          temporary, String.join("\n", streams) + "\n", StandardOpenOption.TRUNCATE_EXISTING);
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      return new StreamList(path, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Reads an announcement.
   *
   * @param directory the pipeline
   * @param source name of the source
   * @return the names, or empty when the source has not announced any yet
   * @throws IOException when the file is no announcement
   */
  public static Optional<List<String>> read(PipelineDirectory directory, String source)
      throws IOException {
    Path path = directory.resolve(StreamNames.list(StreamNames.check("source", source)));
    try (var channel =
        Files.newByteChannel(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      if (channel.size() > MAX_LENGTH) {
        throw new IOException(
            "'" + path + "' has " + channel.size() + " bytes, allowed: " + MAX_LENGTH);
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // The file is complete from the moment it has its name; this ends at its end.
      }
      List<String> names =
          new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII)
              .lines()
              .toList();
      names.forEach(name -> StreamNames.check("stream", name));
      return Optional.of(names);
    } catch (IllegalArgumentException e) {
      throw new IOException("'" + path + "' is no list of streams: " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      return Optional.empty();
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
