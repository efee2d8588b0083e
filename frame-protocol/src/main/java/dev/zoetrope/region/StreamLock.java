package dev.zoetrope.region;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The one writer of a stream holds this lock on {@code <stream>.lock}, the one run of a pipeline on
 * {@code .zoetrope.lock}; the kernel frees it when the process dies, however it dies.
 *
 * <p>A kernel file lock belongs to the process, and closing any descriptor of the file drops it.
 * {@link #HELD} therefore mirrors, for this process, which locks the kernel holds: a second writer
 * in the same process is turned away before it opens the file.
 */
public final class StreamLock implements AutoCloseable {
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();
  private static final int MAX_MARK = 1 << 20;
  private static final long PATIENCE_NS = 1_000_000_000L;
  private static final long RETRY_NS = 10_000_000L;

  private final Path path;
  private final Path key;
  private final FileChannel channel;

  private StreamLock(Path path, Path key, FileChannel channel) {
    this.path = path;
    this.key = key;
    this.channel = channel;
  }

  /**
   * Takes the lock if it is free.
   *
   * @param directory the pipeline
   * @param stream name of the stream
   * @return the lock, or null when a living writer holds it
   * @throws java.nio.file.NoSuchFileException when the directory does not exist (any more)
   * @throws IOException when the file cannot be made, or is something else than a lock
   */
  public static StreamLock tryAcquire(PipelineDirectory directory, String stream)
      throws IOException {
    return tryAcquireFile(directory, StreamNames.lock(StreamNames.check("stream", stream)));
  }

  /**
   * Whether a living writer, or whoever else, holds a stream's lock. Disturbs no holder: where
   * there is none it is had, shared, for a moment.
   *
   * @param directory the pipeline
   * @param stream name of the stream
   * @throws IOException when the file is something else than a lock, or cannot be read
   */
  public static boolean isHeld(PipelineDirectory directory, String stream) throws IOException {
    String file = StreamNames.lock(StreamNames.check("stream", stream));
    Path key;
    try {
      key = directory.path().toRealPath().resolve(file);
    } catch (NoSuchFileException e) {
      return false;
    }
    // To close a file of which this process holds the lock would free it.
    if (!HELD.add(key)) {
      return true;
    }
    Set<OpenOption> options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    try (FileChannel channel = FileChannel.open(OwnFile.check(key), options)) {
      return channel.tryLock(0, Long.MAX_VALUE, true) == null;
    } catch (NoSuchFileException e) {
      return false;
    } finally {
      HELD.remove(key);
    }
  }

  /**
   * As {@link #tryAcquire}, but waits a second: a clean-up holds a lock for a moment, a writer
   * holds it on.
   */
  static StreamLock acquire(PipelineDirectory directory, String stream) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NS;
    StreamLock lock = tryAcquire(directory, stream);
    while (lock == null && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(RETRY_NS);
      lock = tryAcquire(directory, stream);
    }
    return lock;
  }

  /**
   * Takes the lock of a whole pipeline for a run, and makes the directory; waits a second at most.
   *
   * @param directory the pipeline
   * @return the lock, or null when a living run holds it
   * @throws IOException when the directory or the file cannot be had, or is something else
   */
  public static StreamLock claim(PipelineDirectory directory) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NS;
    boolean isThere = false;
    while (true) {
      boolean isLast = System.nanoTime() - deadline >= 0;
      try {
        StreamLock lock = tryAcquireFile(directory.create(), StreamNames.RUN_LOCK);
        if (lock != null) {
          return lock;
        }
        isThere = true;
      } catch (NoSuchFileException e) {
        // Just removed by the last writer of another run, unless it cannot be made at all.
        if (isLast && !isThere) {
          throw e;
        }
      }
      if (isLast) {
        return null;
      }
      LockSupport.parkNanos(RETRY_NS);
    }
  }

  /** Takes the lock of a whole pipeline if there is one that no living run holds. */
  static StreamLock tryAcquireDeadClaim(PipelineDirectory directory) throws IOException {
    return Files.exists(directory.resolve(StreamNames.RUN_LOCK), LinkOption.NOFOLLOW_LINKS)
        ? tryAcquireFile(directory, StreamNames.RUN_LOCK)
        : null;
  }

  private static StreamLock tryAcquireFile(PipelineDirectory directory, String file)
      throws IOException {
    // One key for one file, by whatever way its directory is reached.
    Path key = directory.path().toRealPath().resolve(file);
    if (!HELD.add(key)) {
      return null;
    }
    StreamLock lock = null;
    try {
      lock = lock(directory.resolve(file), key);
      return lock;
    } finally {
      if (lock == null) {
        HELD.remove(key);
      }
    }
  }

  private static StreamLock lock(Path path, Path key) throws IOException {
    while (true) {
      FileChannel channel = open(path);
      boolean locked = false;
      try {
        locked = channel.tryLock() != null;
        if (locked) {
          requireBlank(channel, path);
        }
        // A former holder may have removed the file between our open and our lock. Then our lock is
        // on a file that lost its name, and another writer may lock the new one.
        if (locked && hasName(channel, path) && hasName(channel, path)) {
          return new StreamLock(path, key, channel);
        }
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
      channel.close();
      if (!locked) {
        return null;
      }
    }
  }

  private static FileChannel open(Path path) throws IOException {
    try {
      OwnFile.check(path);
    } catch (NoSuchFileException e) {
      // It is made by the opening.
    }
    Set<OpenOption> options =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    return FileChannel.open(path, options, PipelineDirectory.fileMode());
  }

  /** A lock holds zeros only; other programs have files of such names, and want them back. */
  private static void requireBlank(FileChannel channel, Path path) throws IOException {
    long size = channel.size();
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(size, MAX_MARK));
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {
      // Read to the end.
    }
    if (size > MAX_MARK || bytes.flip().mismatch(ByteBuffer.allocate(bytes.limit())) >= 0) {
      throw new IOException(
          "'" + path + "' is no lock of zoetrope, it holds something; choose another --pipeline");
    }
  }

  /** Changes the size through the channel and looks whether the file of that name followed. */
  private static boolean hasName(FileChannel channel, Path path) throws IOException {
    int mark = 1 + ThreadLocalRandom.current().nextInt(MAX_MARK);
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.allocate(1), mark - 1L);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      // The file stays: the one of that name may be another writer's.
      throw new IOException(
          "nothing can be written to files in '"
              + path.getParent()
              + "' ("
              + e.getMessage()
              + "); choose a --runtime-dir in /dev/shm, another tmpfs, or on a disk",
          e);
    }
    try {
      return Files.size(path) == mark;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Removes the file and frees the lock. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(path);
    } finally {
      try {
        channel.close();
      } finally {
        HELD.remove(key);
      }
    }
  }
}
