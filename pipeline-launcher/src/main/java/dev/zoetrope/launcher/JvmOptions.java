package dev.zoetrope.launcher;

import dev.zoetrope.pipeline.StageRole;
import java.util.ArrayList;
import java.util.List;

/**
 * Options of the stages' JVMs, each with its reason. What was measured is in {@code
 * docs/adr/0013-jvm-options.md}; the {@code zoetrope} script has those of the launcher.
 */
final class JvmOptions {
  /** System property that names the archive of classes; the script sets it. */
  static final String ARCHIVE_PROPERTY = "zoetrope.archive";

  private static final int NATIVE_ACCESS_RELEASE = 22;
  private static final int UNSAFE_ACCESS_RELEASE = 24;

  private JvmOptions() {}

  /**
   * The options of a stage.
   *
   * @param role what it does
   * @param release of Java, such as 17
   * @param archive file with loaded classes, or null for the JDK's own
   */
  static List<String> of(StageRole role, int release, String archive) {
    List<String> options = new ArrayList<>();
    // Frames live outside the heap, and the Java code of a frame's way is short.
    options.add("-XX:+UseSerialGC");
    options.add("-Xmx" + heap(role));
    if (role != StageRole.CLASS) {
      // The second compiler costs more than the little Java on a frame's way gains by it.
      options.add("-XX:TieredStopAtLevel=1");
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
    // Mapped slots count as resident memory and would trip these limits.
    options.add("-Dorg.bytedeco.javacpp.maxBytes=0");
    options.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
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

  private static String heap(StageRole role) {
    return switch (role) {
      case CLASS -> "256m"; // Nobody knows what it does with it.
      case DISPLAY -> "128m";
      default -> "64m";
    };
  }
}
