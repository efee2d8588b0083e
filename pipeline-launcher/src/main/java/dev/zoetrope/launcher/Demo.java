package dev.zoetrope.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code zoetrope run} does when it is told nothing: ten seconds of picture and sound. */
final class Demo {
  // The filter makes colours of BT.601 and does not say so; players take that size for BT.709.
  private static final String VIDEO =
      "pattern:testsrc2=size=1280x720:rate=30,setparams=colorspace=smpte170m";
  private static final String AUDIO = "tone:sine=frequency=440";
  private static final String SECONDS = "10";
  private static final int MOST_FILES = 1000;

  private Demo() {}

  /**
   * Adds the source and the output.
   *
   * @param arguments with neither input nor output; options of capture may be there
   * @param directory where the output goes
   * @return a complete order, whose output does not exist yet
   */
  static RunArguments complete(RunArguments arguments, Path directory) {
    List<String> capture = new ArrayList<>(arguments.capture());
    if (!capture.contains("-t")) {
      capture.addAll(List.of("-t", SECONDS));
    }
    capture.addAll(List.of("-i", VIDEO, "-i", AUDIO));
    return new RunArguments(
        arguments.run(),
        List.of(VIDEO, AUDIO),
        capture,
        List.of(new RunArguments.Output(freeName(directory), List.of())),
        arguments.display(),
        null);
  }

  private static String freeName(Path directory) {
    String name = "zoetrope-demo.mp4";
    for (int i = 2; i < MOST_FILES && Files.exists(directory.resolve(name)); i++) {
      name = "zoetrope-demo-" + i + ".mp4";
    }
    return directory.resolve(name).toString();
  }
}
