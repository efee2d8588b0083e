package dev.zoetrope.encoder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps two encoders, of whatever pipelines, from writing the same file: a lock on the file itself,
 * which ends with the process that holds it. It is for encoders alone; whoever else reads or writes
 * the file is not kept from it. Pipes and devices may have several writers.
 */
public final class OutputLock implements AutoCloseable {
  /** Behind all content: where locks are binding, it can be read and written all the same. */
  private static final long POSITION = Long.MAX_VALUE - 1;

  /** That of an output which is no file. */
  static final OutputLock NONE = new OutputLock(null);

  private final FileChannel channel;

  private OutputLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Refuses a file that another encoder writes.
   *
   * @param name as the user wrote it
   * @param file that it means; need not exist
   * @throws OutputException when it is taken; nothing was touched
   */
  public static void refuseTaken(String name, Path file) throws OutputException {
    take(name, file, StandardOpenOption.WRITE).close();
  }

  /**
   * Takes a file, and creates it where it is missing.
   *
   * @param name as the user wrote it
   * @param file that it means
   * @return the lock; one of nothing where there are no locks
   * @throws OutputException when another encoder writes it
   */
  static OutputLock take(String name, Path file) throws OutputException {
    return take(name, file, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
  }

  private static OutputLock take(String name, Path file, OpenOption... options)
      throws OutputException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return NONE;
    }
    OutputLock lock = NONE;
    boolean isFree = true;
    try {
      lock = new OutputLock(FileChannel.open(file, options));
      isFree = lock.channel.tryLock(POSITION, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      isFree = false;
    } catch (IOException e) {
      // It cannot be opened, and whoever writes says why; or its file system knows no locks.
    }
    if (!isFree) {
      lock.close();
      throw new OutputException(
          "output '" + name + "': another encoder writes it; stop that, or choose another file");
    }
    return lock;
  }

  @Override
  public void close() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // The lock is gone all the same.
      }
    }
  }
}
