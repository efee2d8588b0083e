package dev.zoetrope.region;

import dev.zoetrope.probe.Probe;
import dev.zoetrope.probe.ProtocolPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.agrona.BufferUtil;

/** Creates and maps shared files, with their space really allocated. */
final class MappedFile {
  private static final int CHUNK = 1 << 20;

  private MappedFile() {}

  /** What is done to a file before others can see it under its name. */
  @FunctionalInterface
  interface Initializer {
    void accept(MappedByteBuffer[] pieces) throws IOException;
  }

  /**
   * Creates a file of zeros, lets it be initialised, and only then gives it its name.
   *
   * <p>The zeros are written, not left as holes: a hole in tmpfs is a fault at first touch when the
   * memory has run out, a write is an {@link IOException}. The mappings are touched before anyone
   * waits for a frame: a read maps sixteen pages at once, the first write to a page only that one.
   *
   * @param path final path; must not exist
   * @param lengths bytes of each consecutive piece, multiples of 4096
   * @param initializer called with the pieces before the file appears
   * @return the pieces, mapped read-write
   * @throws IOException with the size needed when space runs out
   */
  static MappedByteBuffer[] create(Path path, long[] lengths, Initializer initializer)
      throws IOException {
    Path temporary = path.resolveSibling("." + path.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    MappedByteBuffer[] pieces = {};
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PipelineDirectory.fileMode())) {
      writeZeros(channel, path, sum(lengths));
      pieces = map(channel, path, FileChannel.MapMode.READ_WRITE, lengths);
      for (MappedByteBuffer piece : pieces) {
        piece.load();
      }
      initializer.accept(pieces);
      Probe.at(ProtocolPoint.FILE_FILLED);
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      return pieces;
    } catch (IOException | RuntimeException e) {
      unmap(pieces);
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  /**
   * Maps an existing file.
   *
   * @param path the file; see {@link OwnFile}
   * @param mode read-only or read-write
   * @param lengths bytes of each consecutive piece; their sum must not pass the file's end
   * @return the pieces
   * @throws IOException when the file is missing or too short
   */
  static MappedByteBuffer[] open(Path path, FileChannel.MapMode mode, long... lengths)
      throws IOException {
    Set<java.nio.file.OpenOption> options =
        mode == FileChannel.MapMode.READ_ONLY
            ? Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)
            : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    try (FileChannel channel = FileChannel.open(OwnFile.check(path), options)) {
      long size = channel.size();
      if (size < sum(lengths)) {
        throw new IOException("'" + path + "' has " + size + " bytes, needed: " + sum(lengths));
      }
      return map(channel, path, mode, lengths);
    }
  }

  static void unmap(MappedByteBuffer... pieces) {
    for (MappedByteBuffer piece : pieces) {
      if (piece != null) {
        BufferUtil.free(piece);
      }
    }
  }

  private static MappedByteBuffer[] map(
      FileChannel channel, Path path, FileChannel.MapMode mode, long[] lengths) throws IOException {
    MappedByteBuffer[] pieces = new MappedByteBuffer[lengths.length];
    long position = 0;
    try {
      for (int i = 0; i < lengths.length; i++) {
        pieces[i] = channel.map(mode, position, lengths[i]);
        position += lengths[i];
      }
      return pieces;
    } catch (IOException e) {
      unmap(pieces);
      throw new IOException(
          "'"
              + path
              + "' cannot be mapped: "
              + sum(lengths)
              + " bytes ("
              + e.getMessage()
              + "); raise the limit of address space, 'ulimit -v', or use fewer --slots",
          e);
    } catch (RuntimeException e) {
      unmap(pieces);
      throw e;
    }
  }

  private static void writeZeros(FileChannel channel, Path path, long length) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(CHUNK, length));
    try {
      for (long position = 0; position < length; ) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), length - position));
        position += channel.write(zeros, position);
      }
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          "no room for '"
              + path.getFileName()
              + "' in '"
              + path.getParent()
              + "': "
              + length
              + " bytes needed ("
              + e.getMessage()
              + "); free some, use fewer --slots, or choose another --runtime-dir",
          e);
    } finally {
      BufferUtil.free(zeros);
    }
  }

  private static long sum(long[] lengths) {
    long sum = 0;
    for (long length : lengths) {
      sum += length;
    }
    return sum;
  }
}
