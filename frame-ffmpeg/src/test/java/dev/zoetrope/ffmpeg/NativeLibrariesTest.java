package dev.zoetrope.ffmpeg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JavaCPP reads its properties once, so each question is put to a JVM of its own. */
class NativeLibrariesTest {
  @TempDir private Path files;

  /** Says how JavaCPP came by a library: by its name alone, or by a file that it looked for. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] arguments) {
      Ffmpeg.initialize(false, false);
      String found = Loader.load(avfilter.class);
      System.out.println(avfilter.avfilter_version() > 0 ? found : "not loaded");
    }
  }

  /** Says where JavaCPP finds a library after all were loaded: nowhere, as it does not look. */
  static final class AllProbe {
    private AllProbe() {}

    public static void main(String[] arguments) {
      Ffmpeg.loadAll();
      Ffmpeg.initialize(false, false);
      String found = Loader.load(avfilter.class);
      NativeLibraries.allowLoading();
      String later = Loader.load(avfilter.class);
      System.out.println(found + " " + later + " " + (avfilter.avfilter_version() > 0));
    }
  }

  private static String java(Class<?> main, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said.strip().lines().reduce("", (before, line) -> line);
  }

  private static List<String> options(Path directory) {
    return List.of("-Dzoetrope.natives=" + directory, "-Djava.library.path=" + directory);
  }

  @Test
  void whatIsLaidOutIsFoundByItsName() throws Exception {
    Path directory = files.resolve("libraries");
    java(NativeLibraries.class, List.of(), directory.toString());
    for (String name : List.of("avcodec", "avdevice", "jniavcodec", "jnijavacpp", "swscale")) {
      assertTrue(Files.isReadable(directory.resolve(System.mapLibraryName(name))), name);
    }
    assertEquals("jniavfilter", java(Probe.class, options(directory)));
    assertEquals("null jniavfilter true", java(AllProbe.class, options(directory)));
  }

  @Test
  void whatIsNotThereIsLookedForInTheJars() throws Exception {
    String found = java(Probe.class, options(files.resolve("gone")));
    assertTrue(Path.of(found).isAbsolute(), found);
    Path empty = Files.createDirectory(files.resolve("empty"));
    String elsewhere = java(Probe.class, List.of("-Dzoetrope.natives=" + empty));
    assertTrue(Path.of(elsewhere).isAbsolute(), "not on the library path: " + elsewhere);
    String all = java(AllProbe.class, options(files.resolve("gone")));
    assertTrue(all.endsWith(" true") && !all.startsWith("null"), all);
  }
}
