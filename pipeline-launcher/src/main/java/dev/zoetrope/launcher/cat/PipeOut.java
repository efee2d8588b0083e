package dev.zoetrope.launcher.cat;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Standard output: many pieces in one system call each time, and a reader that may go away. */
final class PipeOut {
  private static final Path DESCRIPTOR = Path.of("/proc/self/fd/1");

  private final GatheringByteChannel channel;
  private boolean isClosed;
  private long written;

  PipeOut(GatheringByteChannel channel) {
    this.channel = channel;
  }

  /** That of this process. */
  @SuppressWarnings("resource") // It is the process's, and ends with it.
  static PipeOut standard() {
    return new PipeOut(new FileOutputStream(FileDescriptor.out).getChannel());
  }

  /**
   * Writes all, waiting for whoever reads.
   *
   * @return false when nobody reads any more
   * @throws IOException when it cannot be written for another reason, such as a full disk
   */
  boolean write(List<ByteBuffer> pieces) throws IOException {
    ByteBuffer[] all = pieces.toArray(ByteBuffer[]::new);
    int first = 0;
    try {
      while (first < all.length) {
        written += channel.write(all, first, all.length - first);
        while (first < all.length && !all[first].hasRemaining()) {
          first++;
        }
      }
    } catch (IOException e) {
      isClosed = isPipeError(e);
      if (!isClosed) {
        throw new IOException("standard output: " + e.getMessage(), e);
      }
    }
    return !isClosed;
  }

  /** A write to a pipe fails for want of a reader, and in the words of the user's language. */
  private static boolean isPipeError(IOException error) {
    try {
      String target = Files.readSymbolicLink(DESCRIPTOR).toString();
      return target.startsWith("pipe:") || target.startsWith("socket:");
    } catch (IOException | UnsupportedOperationException e) {
      return String.valueOf(error.getMessage()).contains("pipe");
    }
  }

  /** Whether nobody reads any more. */
  boolean isClosed() {
    return isClosed;
  }

  /** Bytes written. */
  long written() {
    return written;
  }
}
