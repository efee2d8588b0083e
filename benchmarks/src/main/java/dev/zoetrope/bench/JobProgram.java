package dev.zoetrope.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that does jobs.
 *
 * @param name in tables
 * @param role ours or the other
 * @param start how it is started
 * @param general its first arguments
 * @param beforeFile what stands before the name of an output
 * @param frames finds the number of frames in what it says; the last match counts
 */
record JobProgram(
    String name,
    Role role,
    List<String> start,
    List<String> general,
    List<String> beforeFile,
    Pattern frames) {
  /** Property that the script of the checkout tells its own path in. */
  static final String SCRIPT = "zoetrope.script";

  private static final String LAUNCHER = "dev.zoetrope.launcher.ZoetropeMain";
  private static final Pattern FFMPEG_SAYS = Pattern.compile("frame= *(\\d+)");
  private static final Pattern OURS_SAYS = Pattern.compile("(\\d+) video frames");

  /**
   * FFmpeg's own program, of the build that this project uses.
   *
   * @param directory for what it says
   * @throws IOException saying what it lacks
   */
  static JobProgram ffmpeg(Path directory) throws IOException, InterruptedException {
    return new JobProgram(
        "ffmpeg",
        Role.FLOOR,
        FfmpegProgram.command(directory),
        List.of("-v", "error", "-stats", "-nostdin", "-y"),
        List.of(),
        FFMPEG_SAYS);
  }

  /** The command of this checkout; run from elsewhere, the launcher in a JVM like this one. */
  static JobProgram ours() {
    List<String> command = new ArrayList<>();
    String script = System.getProperty(SCRIPT);
    if (script != null) {
      command.add(script);
    } else {
      command.addAll(Pair.javaCommand(LAUNCHER));
    }
    return new JobProgram(
        Scenarios.OURS, Role.OURS, command, List.of("run", "-y"), List.of("-o"), OURS_SAYS);
  }

  /** A command line that does nothing but start. */
  List<String> version() {
    List<String> command = new ArrayList<>(start);
    command.add("--version");
    return command;
  }

  /** The command line of a job. */
  List<String> command(Job job, Path input, Path directory) {
    List<String> command = new ArrayList<>(start);
    command.addAll(general);
    command.addAll(List.of("-i", input.toString()));
    command.addAll(job.arguments(directory, beforeFile));
    return command;
  }

  /** The number of frames that it says it made; -1 for not a word of them. */
  long framesIn(String said) {
    long count = -1;
    Matcher matcher = frames.matcher(said);
    while (matcher.find()) {
      count = Long.parseLong(matcher.group(1));
    }
    return count;
  }
}
