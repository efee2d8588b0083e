package dev.zoetrope.bench.side;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/** A file that both sides map. The writer makes it, with every page in place. */
final class SharedFile {
  private static final int BLOCK = 1 << 20;

  private SharedFile() {}

  static MappedByteBuffer map(Path path, long length, boolean isWriter) throws IOException {
    try (FileChannel file =
        isWriter
            ? FileChannel.open(path, CREATE, READ, WRITE, TRUNCATE_EXISTING)
            : FileChannel.open(path, READ, WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(BLOCK);
      while (isWriter && file.size() < length) {
        zeros.clear().limit((int) Math.min(BLOCK, length - file.size()));
        file.write(zeros, file.size());
      }
      MappedByteBuffer memory = file.map(MapMode.READ_WRITE, 0, length);
      memory.order(ByteOrder.nativeOrder());
      return memory;
    }
  }
}
