package dev.zoetrope.region;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.layout.Layout;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An attach takes nothing on trust. */
class ControlRegionTest {
  /** Constants that inform only: any value is as good as another. */
  private static final List<String> INFORMATIVE = List.of("writer pid", "writer start");

  private final TestPipeline pipeline = new TestPipeline();
  private Epoch epoch;

  @BeforeEach
  void create() throws IOException {
    pipeline.directory().create();
    epoch = Epoch.create(pipeline.directory(), "s", 1, TestPipeline.spec(3), control -> {});
  }

  @AfterEach
  void close() throws IOException {
    epoch.release();
    pipeline.close();
  }

  private Epoch open() throws IOException {
    return Epoch.openForReader(pipeline.directory(), "s", 1);
  }

  private static List<Layout.Field> constants() {
    return ControlDescriptor.LAYOUT.fields().stream()
        .filter(field -> field.owner().equals("writer, once"))
        .toList();
  }

  @Test
  void aGoodRegionIsAttachedAsItWasMade() throws IOException {
    Epoch reader = open();
    assertEquals(TestPipeline.spec(3), reader.control().spec());
    assertEquals(1, reader.control().epoch());
    assertTrue(reader.payload(0).isReadOnly());
    reader.release();
  }

  @Test
  void everyConstantIsChecked() throws IOException {
    for (Layout.Field field : constants()) {
      byte[] good = new byte[field.length()];
      epoch.control().buffer().getBytes(field.offset(), good);
      byte[] bad = new byte[field.length()];
      java.util.Arrays.fill(bad, (byte) 0xA5);
      epoch.control().buffer().putBytes(field.offset(), bad);
      if (INFORMATIVE.contains(field.name())) {
        open().release();
      } else {
        CorruptRegionException e = assertThrows(CorruptRegionException.class, this::open);
        assertTrue(e.getMessage().contains(field.name()), e.getMessage());
      }
      epoch.control().buffer().putBytes(field.offset(), good);
    }
    open().release();
  }

  @Test
  void aFileOfZerosOrNoiseIsNoRegion() {
    UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(ControlDescriptor.LENGTH));
    assertThrows(CorruptRegionException.class, () -> ControlRegion.attach(memory));
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      byte[] noise = new byte[256];
      random.nextBytes(noise);
      memory.putBytes(0, noise);
      memory.putLong(ControlDescriptor.MAGIC_OFFSET, ControlDescriptor.MAGIC);
      if (i % 2 == 0) {
        memory.putInt(ControlDescriptor.VERSION, ControlDescriptor.LAYOUT_VERSION);
        memory.putInt(ControlDescriptor.CONTROL_LENGTH, ControlDescriptor.LENGTH);
      }
      assertThrows(CorruptRegionException.class, () -> ControlRegion.attach(memory));
    }
  }

  @Test
  void truncatedFilesAreRefused() throws IOException {
    for (String file : List.of("s.1.frames", "s.1.control")) {
      Path path = pipeline.directory().resolve(file);
      Path copy = pipeline.directory().resolve("copy");
      Files.copy(path, copy);
      Path aside = pipeline.directory().resolve("aside");
      Files.move(path, aside);
      Files.move(copy, path);
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(channel.size() - 1);
      }
      IOException e = assertThrows(IOException.class, this::open);
      assertTrue(e.getMessage().contains(file) && e.getMessage().contains("needed"));
      Files.move(aside, path, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void symbolicLinksAreRefused() throws IOException {
    Path path = pipeline.directory().resolve("s.1.frames");
    Path aside = pipeline.directory().resolve("aside");
    Files.move(path, aside);
    Files.createSymbolicLink(path, aside);
    assertThrows(IOException.class, this::open);
  }

  @Test
  void anEpochOfAnotherNumberIsRefused() throws IOException {
    for (String suffix : List.of("control", "frames")) {
      Files.copy(
          pipeline.directory().resolve("s.1." + suffix),
          pipeline.directory().resolve("s.7." + suffix));
    }
    assertThrows(
        CorruptRegionException.class, () -> Epoch.openForReader(pipeline.directory(), "s", 7));
  }

  @Test
  void slotsOfMoreThanTwoGigabytesInTotalAreMapped() throws IOException {
    // Arithmetic only: LargeRegionTest touches such memory.
    EpochSpec spec = TestPipeline.spec(64, EpochSpec.MAX_PAYLOAD);
    assertEquals(64 * spec.slotLength(), spec.framesLength());
    assertTrue(spec.slotLength() <= Integer.MAX_VALUE);
    assertDoesNotThrow(() -> TestPipeline.spec(3, 7680L * 4320 * 2 * 4));
  }

  @Test
  void impossibleGeometryIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> TestPipeline.spec(1));
    assertThrows(IllegalArgumentException.class, () -> TestPipeline.spec(65));
    assertThrows(IllegalArgumentException.class, () -> TestPipeline.spec(3, 0));
    assertThrows(
        IllegalArgumentException.class, () -> TestPipeline.spec(3, EpochSpec.MAX_PAYLOAD + 1));
  }
}
