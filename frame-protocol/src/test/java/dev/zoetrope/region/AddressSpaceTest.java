package dev.zoetrope.region;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A file that does not fit into what {@code ulimit -v} leaves of the address space. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "others do not keep to that limit")
class AddressSpaceTest {
  private static final long LIMIT_KIB = 6_000_000;
  private static final long[] PIECES = new long[16];

  static {
    Arrays.fill(PIECES, 1L << 30);
  }

  @TempDir Path home;

  @Test
  void whatCannotBeMappedSaysWhatHelps() throws IOException, InterruptedException {
    Path file = home.resolve("video.1.frames");
    try (FileChannel sparse =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      sparse.write(ByteBuffer.allocate(1), PIECES.length * PIECES[0] - 1);
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String path = System.getProperty("java.class.path");
    String line = "ulimit -v " + LIMIT_KIB + " && exec \"$@\"";
    List<String> command = new ArrayList<>(List.of("sh", "-c", line, "sh"));
    command.addAll(List.of(java, "-Xmx64m", "-XX:+UseSerialGC", "-cp", path));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of(Mapping.class.getName(), file.toString()));

    Process mapping = new ProcessBuilder(command).redirectErrorStream(true).start();

    assertEquals(
        "'"
            + file
            + "' cannot be mapped: 17179869184 bytes (Map failed); raise the limit of address"
            + " space, 'ulimit -v', or use fewer --slots\n",
        new String(mapping.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    assertEquals(0, mapping.waitFor());
    Files.delete(file);
  }

  /** Maps a file, and says why not. */
  static final class Mapping {
    private Mapping() {}

    @SuppressWarnings("SystemOut") // The protocol with the test.
    public static void main(String[] arguments) {
      try {
        MappedFile.open(Path.of(arguments[0]), FileChannel.MapMode.READ_ONLY, PIECES);
        System.out.println("mapped");
      } catch (IOException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
