package dev.zoetrope.launcher;

import dev.zoetrope.ffmpeg.NativeLibraries;
import dev.zoetrope.pipeline.StageRole;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Options of the stages' JVMs, each with its reason. What was measured is in {@code
 * docs/adr/0014-jvm-options.md}; the {@code zoetrope} script has those of the launcher.
 */
final class JvmOptions {
  /** System property that names the archive of classes; the script sets it. */
  static final String ARCHIVE_PROPERTY = "zoetrope.archive";

  private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
  private static final int NATIVE_ACCESS_RELEASE = 22;
  private static final int UNSAFE_ACCESS_RELEASE = 24;

  private JvmOptions() {}

  /**
   * The options of a stage.
   *
   * @param role what it does
   * @param release of Java, such as 17
   * @param archive file with loaded classes, or null for the JDK's own
   * @param natives directory with FFmpeg's libraries, or null to have them looked for
   */
  static List<String> of(StageRole role, int release, String archive, String natives) {
    List<String> options = new ArrayList<>();
    // Frames live outside the heap, of which a stage fills a few megabytes.
    options.add("-XX:+UseSerialGC");
    // As much as it needs, and room for what is rare: an input's packets that wait in thousands.
    options.add("-Xms24m");
    options.add("-Xmx" + heap(role));
    if (hasHugePages()) {
      // One page fault for 2 MB instead of 512.
      options.add("-XX:+UseTransparentHugePages");
    }
    if (role != StageRole.CLASS) {
      // The second compiler costs more than the little Java on a frame's way gains by it, and the
      // first one should leave alone what only a start calls often.
      options.add("-XX:TieredStopAtLevel=1");
      options.add("-XX:CompileThresholdScaling=4");
    }
    options.add("-XX:-UsePerfData");
    addSharing(options, archive);
    // What the JVM itself says must not end up in an output on standard output.
    options.add("-XX:+DisplayVMOutputToStderr");
    options.add("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");
    if (release >= NATIVE_ACCESS_RELEASE) {
      options.add("--enable-native-access=ALL-UNNAMED");
    }
    if (release >= UNSAFE_ACCESS_RELEASE) {
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    if (role != StageRole.CLASS && System.getProperty("os.name").equals("Linux")) {
      // The JVM's own, for which it would look in every jar.
      options.add("-Djava.nio.channels.spi.SelectorProvider=sun.nio.ch.EPollSelectorProvider");
    }
    // Picocli would look for Groovy in every jar.
    options.add("-Dpicocli.disable.closures=true");
    // Mapped slots count as resident memory and would trip these limits.
    options.add("-Dorg.bytedeco.javacpp.maxBytes=0");
    options.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    if (natives != null && role != StageRole.CLASS) {
      // Nobody knows which libraries somebody's class has JavaCPP look for.
      options.add("-D" + NativeLibraries.DIRECTORY + "=" + natives);
      String others = System.getProperty("java.library.path");
      options.add("-Djava.library.path=" + natives + File.pathSeparator + others);
    }
    return options;
  }

  /** Classes are mapped where the archive was made for: moving them takes as long as loading. */
  private static void addSharing(List<String> options, String archive) {
    options.add("-Xshare:auto");
    options.add("-Xlog:cds=off");
    options.add("-XX:+UnlockDiagnosticVMOptions");
    options.add("-XX:ArchiveRelocationMode=0");
    if (archive != null) {
      options.add("-XX:SharedArchiveFile=" + archive);
    }
  }

  /** Where they are switched off, and on other systems than Linux, the JVM would complain. */
  private static boolean hasHugePages() {
    try {
      return !Files.readString(HUGE_PAGES).contains("[never]");
    } catch (IOException e) {
      return false;
    }
  }

  /** Nobody knows what somebody's class does with it. */
  private static String heap(StageRole role) {
    return role == StageRole.CLASS ? "256m" : "64m";
  }
}
