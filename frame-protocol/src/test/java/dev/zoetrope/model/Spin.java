package dev.zoetrope.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The model checker: makes a program of a model, has it compiled, and lets it search. */
final class Spin {
  private static final Path MODELS = Path.of("src", "model").toAbsolutePath();

  private Spin() {}

  static boolean isInstalled() {
    return Stream.of("spin", "gcc").allMatch(Spin::isOnPath);
  }

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /**
   * What a search came to.
   *
   * @param text all that was said
   */
  record Report(String text) {
    private static final Pattern ERROR = Pattern.compile("(?m)^pan:\\d+: (.*)$");
    private static final Pattern EXTENT =
        Pattern.compile("depth reached (\\d+).*?(\\d+) states, stored", Pattern.DOTALL);

    /** One line each; the search ends with the first. */
    List<String> errors() {
      return ERROR.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** Whether every state was seen. */
    boolean isComplete() {
      return text.contains("errors: 0")
          && !text.contains("Search not completed")
          && !text.contains("max search depth too small");
    }

    /** How much was searched. */
    String extent() {
      Matcher matcher = EXTENT.matcher(text);
      return matcher.find()
          ? matcher.group(2) + " states, " + matcher.group(1) + " steps deep"
          : "nothing was searched";
    }
  }

  /**
   * Searches a model for errors; with a formula, for a way to break that for ever.
   *
   * @param work where files may be left
   * @param model its name, then {@code -D} options
   */
  static Report search(Path work, List<String> model) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(work, "spin");
    boolean hasFormula = model.stream().anyMatch(option -> option.startsWith("-DFORMULA="));
    boolean hasBug = model.stream().anyMatch(option -> option.startsWith("-DBUG_"));
    List<String> spin = new ArrayList<>(List.of("spin", "-a"));
    spin.addAll(model.subList(1, model.size()));
    spin.add(MODELS.resolve(model.get(0) + ".pml").toString());
    run(directory, spin);

    // A bug is met early: the compiler takes longer than the search.
    List<String> gcc = new ArrayList<>(List.of("gcc", "-w", hasBug ? "-O0" : "-O1"));
    // No partial order reduction: it is not for "unless" and "provided", and finds little to leave.
    gcc.addAll(List.of("-DCOLLAPSE", "-DNOREDUCE", "-DNFAIR=4", "-DVECTORSZ=2048"));
    if (!hasFormula) {
      gcc.add("-DSAFETY");
    }
    gcc.addAll(List.of("-o", "pan", "pan.c"));
    run(directory, gcc);

    List<String> pan = new ArrayList<>(List.of("./pan", "-m1000000"));
    if (hasFormula) {
      pan.addAll(List.of("-a", "-f", "-E")); // Under weak fairness; an end is a cycle, too.
    }
    return new Report(run(directory, pan));
  }

  private static String run(Path directory, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> command + ": " + said);
    return said;
  }
}
