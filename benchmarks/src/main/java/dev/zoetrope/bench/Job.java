package dev.zoetrope.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What two programs do with the same options: one input, one or several outputs.
 *
 * @param name in tables and on the command line
 * @param clip the input
 * @param share its length, as a part of what is asked for
 * @param outputs what is made of it
 */
record Job(String name, Clip clip, double share, List<Output> outputs) {
  private static final String NULL = "-";
  private static final String H264 = "-c:v libopenh264 -g 60 -b:v ";
  private static final String AAC = "-c:a aac -b:a 128k";
  private static final String VP9 =
      "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -row-mt 1 -g 60 -b:v ";

  /** Sound takes a hundredth of the time of pictures. */
  private static final double LONGEST = 30;

  private static final double LONG = 2;
  private static final double SHORT = 0.25;

  /** Copies the outputs. */
  Job {
    outputs = List.copyOf(outputs);
  }

  /**
   * An output.
   *
   * @param options what stands before it, separated by blanks
   * @param file its name, {@code -} for none
   */
  record Output(String options, String file) {
    /** Whether it leaves a file. */
    boolean isFile() {
      return !file.equals(NULL);
    }
  }

  /** All that are measured. */
  static List<Job> all() {
    Output small = new Output("-an -s 640x360 " + H264 + "1M", "small.mp4");
    Output smallVp9 = new Output("-an -s 640x360 " + VP9 + "1M", "small.webm");
    return List.of(
        one("h264", Clip.HD, 1, H264 + "6M " + AAC, "out.mp4"),
        one("vp9", Clip.HD, 1, "-an " + VP9 + "4M", "out.webm"),
        one("ffv1", Clip.HD, 1, "-an -c:v ffv1", "out.mkv"),
        one("null", Clip.HD, LONG, "-an -f null", NULL),
        one("2160p", Clip.UHD, SHORT, "-an " + H264 + "20M", "out.mp4"),
        one("audio", Clip.SOUND, LONGEST, "-vn " + AAC, "out.m4a"),
        new Job(
            "three",
            Clip.HD,
            1,
            List.of(new Output("-an " + H264 + "6M", "large.mp4"), small, smallVp9)));
  }

  private static Job one(String name, Clip clip, double share, String options, String file) {
    return new Job(name, clip, share, List.of(new Output(options, file)));
  }

  /** The files that it makes. */
  List<Path> files(Path directory) {
    return outputs.stream().filter(Output::isFile).map(o -> directory.resolve(o.file())).toList();
  }

  /**
   * Arguments that say what is made.
   *
   * @param directory of the files
   * @param beforeFile what stands before the name of each
   */
  List<String> arguments(Path directory, List<String> beforeFile) {
    List<String> words = new ArrayList<>();
    for (Output output : outputs) {
      words.addAll(List.of(output.options().split(" ", -1)));
      words.addAll(beforeFile);
      words.add(output.isFile() ? directory.resolve(output.file()).toString() : output.file());
    }
    return words;
  }
}
