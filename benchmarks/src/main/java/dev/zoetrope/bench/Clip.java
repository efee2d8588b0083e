package dev.zoetrope.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An input of jobs: a few seconds with grain and movement, again and again. */
enum Clip {
  /** 1080p30 with sound. */
  HD("1920x1080", "10M", 4),
  /** 2160p30, without. */
  UHD("3840x2160", "30M", 2),
  /** Sound alone. */
  SOUND(null, null, 30);

  private static final long PATIENCE_S = 300;

  private final String size;
  private final String bitRate;
  private final double seconds;

  Clip(String size, String bitRate, double seconds) {
    this.size = size;
    this.bitRate = bitRate;
    this.seconds = seconds;
  }

  /**
   * Makes the file.
   *
   * @param ffmpeg how the program is started that encodes it
   * @param directory where it goes, and what is encoded of it, once
   * @param length seconds
   * @param most seconds that are encoded at most
   * @return the file
   */
  Path make(List<String> ffmpeg, Path directory, double length, double most)
      throws IOException, InterruptedException {
    Path part = directory.resolve(name().toLowerCase(Locale.ROOT) + "-part.mkv");
    List<String> start = FfmpegProgram.with(ffmpeg, "-v error -nostdin -y");
    if (!Files.exists(part)) {
      List<String> command = new ArrayList<>(start);
      command.addAll(encoding());
      command.addAll(List.of("-t", Double.toString(Math.min(seconds, most)), part.toString()));
      run(command, directory);
    }
    Path file = directory.resolve(name().toLowerCase(Locale.ROOT) + ".mkv");
    List<String> command = new ArrayList<>(start);
    command.addAll(List.of("-stream_loop", "-1", "-i", part.toString(), "-map", "0", "-c", "copy"));
    command.addAll(List.of("-t", Double.toString(length), file.toString()));
    run(command, directory);
    return file;
  }

  private List<String> encoding() {
    List<String> inputs = new ArrayList<>();
    List<String> codecs = new ArrayList<>();
    if (size != null) {
      String picture = "testsrc2=size=" + size + ":rate=30,noise=alls=8:allf=t";
      inputs.addAll(List.of("-f", "lavfi", "-i", picture));
      codecs.addAll(List.of("-c:v", "libopenh264", "-b:v", bitRate, "-g", "60"));
    }
    if (this != UHD) {
      String sound = "anoisesrc=color=pink:sample_rate=48000:amplitude=0.3:seed=1";
      inputs.addAll(List.of("-f", "lavfi", "-i", sound));
      codecs.addAll(List.of("-ac", "2", "-c:a", "aac"));
    }
    inputs.addAll(codecs);
    return inputs;
  }

  private void run(List<String> command, Path directory) throws IOException, InterruptedException {
    new TimedProgram(directory, PATIENCE_S).run(command);
  }
}
