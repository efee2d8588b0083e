package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The {@code zoetrope} script and its archive of classes, in a checkout that is built, with a Java
 * that only writes down what it is told.
 */
@Tag("once")
class ScriptTest {
  private static final String JAVA =
      """
      #!/bin/sh
      echo "$*" >> '%1$s/calls'
      echo "${LC_ALL:-$LC_CTYPE}" > '%1$s/locale'
      for word; do case $word in
        -XX:SharedArchiveFile=*) [ -f '%1$s/no-dump' ] || archive=${word#*=} ;;
        -XX:DumpLoadedClassList=*) echo java/lang/Object > one.txt ;;
        -Xshare:dump) dump=yes ;;
        *.NativeLibraries) layout=yes ;;
      esac; done
      if [ "$layout" ] && [ -f '%1$s/libraries' ]; then mkdir "$word"; fi
      if [ "$dump" ]; then [ "$archive" ] && echo classes > "$archive"; fi
      """;

  @TempDir private Path home;
  private Path target;
  private String locale = "C";

  @BeforeEach
  void checkout() throws IOException {
    Path script = Path.of("..", "zoetrope").toRealPath();
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no /bin/bash");
    Files.copy(script, home.resolve("zoetrope"));
    target = home.resolve("pipeline-launcher/target/zoetrope");
    Files.createDirectories(target.resolve("lib"));
    Files.setLastModifiedTime(target.resolve("lib"), FileTime.from(Instant.now().minusSeconds(60)));
    Path bin = Files.createDirectories(home.resolve("jdk/bin"));
    executable(bin.resolve("java"), JAVA.formatted(home));
    Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"17.0.99\"\n");
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Runs it; the last command that Java was given. */
  private String zoetrope(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", home.resolve("zoetrope").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
    builder.environment().remove("ZOETROPE_MVN_ARGS");
    builder
        .environment()
        .merge("PATH", home.resolve("jdk/bin").toString(), (p, own) -> own + ":" + p);
    builder.environment().put("ZOETROPE_JAVA_OPTS", "-Xmx1g");
    builder.environment().put("LC_ALL", locale);
    Process process = builder.redirectOutput(home.resolve("said").toFile()).start();
    assertEquals(0, process.waitFor(), () -> said());
    List<String> calls = Files.readAllLines(home.resolve("calls"));
    return calls.get(calls.size() - 1);
  }

  private String said() {
    try {
      return Files.readString(home.resolve("said"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files.filter(file -> !file.endsWith("lib")).toList();
    }
  }

  @Test
  void anArchiveIsMadeOnceAndUsed() throws Exception {
    String first = zoetrope("stat");
    assertEquals(1, archives().size(), archives()::toString);
    Path archive = archives().get(0);
    assertTrue(archive.getFileName().toString().startsWith("classes-17.0.99-"), archive::toString);
    assertTrue(first.contains("-XX:SharedArchiveFile=" + archive), first);
    assertTrue(first.contains("-Dzoetrope.archive=" + archive), first);
    assertTrue(said().contains("preparing"), this::said);
    assertEquals(first, zoetrope("stat"));
    assertFalse(said().contains("preparing"), this::said);
  }

  @Test
  void namesBeyondAsciiNeedALocaleThatHasThem() throws Exception {
    zoetrope("stat");
    assertEquals("C.UTF-8\n", Files.readString(home.resolve("locale")));
    locale = "de_DE.UTF-8";
    zoetrope("stat");
    assertEquals("de_DE.UTF-8\n", Files.readString(home.resolve("locale")));
  }

  @Test
  void librariesAreLaidOutBesideIt() throws Exception {
    assertFalse(zoetrope("stat").contains("zoetrope.natives"), "there are none");
    Files.createFile(home.resolve("libraries"));
    Files.setLastModifiedTime(archives().get(0), FileTime.from(Instant.now().minusSeconds(90)));
    String line = zoetrope("stat");
    Path archive = archives().stream().filter(f -> f.toString().endsWith(".jsa")).findAny().get();
    String natives = archive.toString().replaceFirst("[.]jsa$", ".libraries");
    assertTrue(Files.isDirectory(Path.of(natives)), natives);
    assertTrue(line.contains("-Dzoetrope.natives=" + natives + " "), line);
    assertEquals(line, zoetrope("stat"));
  }

  @Test
  void theUsersOptionsComeLast() throws Exception {
    String line = zoetrope("stat", "--json");
    String classPath = target + "/lib/first/*:" + target + "/lib/*";
    String end = " -Xmx1g -cp " + classPath + " dev.zoetrope.launcher.ZoetropeMain stat --json";
    assertTrue(line.endsWith(end), line);
  }

  @Test
  void aBuildOrAnotherJavaMakesAnother() throws Exception {
    zoetrope("stat");
    Path archive = archives().get(0);
    Files.setLastModifiedTime(target.resolve("lib"), FileTime.from(Instant.now()));
    Files.setLastModifiedTime(archive, FileTime.from(Instant.now().minusSeconds(30)));
    zoetrope("stat");
    assertTrue(said().contains("preparing"), this::said);
    Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
    String line = zoetrope("stat");
    assertTrue(line.contains("classes-25-"), line);
    assertTrue(line.contains("--sun-misc-unsafe-memory-access=allow"), line);
  }

  @Test
  void withoutAnArchiveItRunsAllTheSame() throws Exception {
    Files.createFile(home.resolve("no-dump"));
    String line = zoetrope("stat");
    assertFalse(line.contains("SharedArchiveFile"), line);
    assertTrue(line.endsWith("ZoetropeMain stat"), line);
    zoetrope("stat");
    assertFalse(said().contains("preparing"), "tried again: " + said());
  }

  @Test
  void whereNothingMayBeWrittenItRunsAllTheSame() throws Exception {
    // Root may write anywhere, so that permissions alone would not show it.
    executable(home.resolve("jdk/bin/mktemp"), "#!/bin/sh\nexit 1\n");
    String line = zoetrope("stat");
    assertFalse(line.contains("SharedArchiveFile"), line);
    assertEquals("", said());
    assertEquals(List.of(), archives());
  }
}
