package dev.zoetrope.bench;

import dev.zoetrope.ffmpeg.Ffmpeg;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/** FFmpeg's own program, of the build that this project uses. */
final class FfmpegProgram {
  private static final long PATIENCE_S = 60;

  private FfmpegProgram() {}

  /**
   * How it is started. It finds only some of the libraries beside it by itself, so it is told where
   * they are.
   *
   * @param directory for what it says
   * @return its name and what stands before it, which a command line begins with
   * @throws IOException saying what it lacks, when it does not start
   */
  static List<String> command(Path directory) throws IOException, InterruptedException {
    try {
      String program = Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
      String libraries = "LD_LIBRARY_PATH=" + Path.of(program).getParent();
      List<String> command = List.of("env", libraries, program);
      new TimedProgram(directory, PATIENCE_S).run(with(command, "-version"));
      return command;
    } catch (IOException | UnsatisfiedLinkError e) {
      throw new IOException(
          "FFmpeg's own program does not start ("
              + e.getMessage()
              + "); on Debian install "
              + Ffmpeg.DEVICE_PACKAGES,
          e);
    }
  }

  /**
   * A command line of it.
   *
   * @param command what it begins with
   * @param arguments the rest, parted by spaces
   */
  static List<String> with(List<String> command, String arguments) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(arguments.split(" ", -1)));
    return all;
  }
}
