package dev.zoetrope.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that leaks on purpose, this one: the samples show it, and the verdict is right. */
class PlantedLeakTest {
  private static final int SAMPLES = 40;
  private static final int LEAK_BYTES = 1 << 20;

  @TempDir private Path directory;
  private final List<Closeable> leaked = new ArrayList<>();
  private final List<ByteBuffer> memory = new ArrayList<>();

  @BeforeEach
  void needsProc() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "the soak reads /proc: Linux only");
  }

  @AfterEach
  void close() throws IOException {
    for (Closeable one : leaked) {
      one.close();
    }
  }

  /** What leaks with every sample. */
  @FunctionalInterface
  private interface Leak {
    void more() throws IOException;
  }

  private void assertGrows(SoakMetric metric, Leak leak) throws IOException {
    SoakRecord record = new SoakRecord(directory.resolve("samples.csv"));
    leaked.add(record::close);
    for (int i = 0; i < SAMPLES; i++) {
      leak.more();
      Map<SoakMetric, Double> sample =
          ProcessSample.of(ProcessHandle.current().pid(), directory.toRealPath());
      record.add(i, "leaking", metric, sample.get(metric));
    }
    assertEquals(
        List.of(metric), record.growing().stream().map(SoakSeries::metric).toList(), metric::label);
    assertTrue(record.table().get(1).endsWith("GROWING"), record.table()::toString);
  }

  private FileChannel open() throws IOException {
    FileChannel file =
        FileChannel.open(
            directory.resolve("s.1.frames"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    leaked.add(file);
    return file;
  }

  @Test
  void memory() throws IOException {
    assertGrows(
        SoakMetric.ANONYMOUS,
        () -> {
          ByteBuffer more = ByteBuffer.allocateDirect(LEAK_BYTES);
          for (int i = 0; i < LEAK_BYTES; i += 4096) {
            more.put(i, (byte) 1);
          }
          memory.add(more);
        });
  }

  @Test
  void descriptors() throws IOException {
    assertGrows(SoakMetric.DESCRIPTORS, this::open);
  }

  @Test
  @SuppressWarnings("ReturnValueIgnored") // That is the leak.
  void mappings() throws IOException {
    FileChannel file = open();
    assertGrows(
        SoakMetric.MAPPINGS,
        () -> memory.add(file.map(FileChannel.MapMode.READ_WRITE, memory.size() * 8192L, 4096)));
  }
}
