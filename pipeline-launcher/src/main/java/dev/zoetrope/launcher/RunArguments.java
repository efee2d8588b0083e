package dev.zoetrope.launcher;

import dev.zoetrope.ffmpeg.command.ForeignOptions;
import dev.zoetrope.ffmpeg.command.NearNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The arguments of {@code zoetrope run}, each with the stage that it is meant for.
 *
 * <p>The rule is ffmpeg's: options apply to the file that follows, {@code -i} or {@code -o}; and,
 * to be forgiving, those after the last {@code -o} to that one. On top of it, an option before an
 * {@code -o} that only capture, or only the display, knows goes there. Options of {@code run}
 * itself count wherever they stand.
 *
 * @param run options of {@code run} itself, {@code -i} and {@code -o} included
 * @param inputs values of {@code -i}
 * @param capture arguments of capture, {@code -i} included, in their order
 * @param outputs one for each {@code -o}
 * @param display arguments of the display
 * @param file a pipeline file instead of inputs and outputs; null without one
 */
record RunArguments(
    List<String> run,
    List<String> inputs,
    List<String> capture,
    List<Output> outputs,
    List<String> display,
    String file) {
  /**
   * An output.
   *
   * @param file value of {@code -o}
   * @param arguments options of its encoder
   */
  record Output(String file, List<String> arguments) {}

  /**
   * What each party knows.
   *
   * @param run options of {@code run} itself
   * @param capture options of capture
   * @param encoder options of an encoder, as far as it declares them
   * @param display options of the display
   */
  record Vocabulary(
      KnownOptions run, KnownOptions capture, KnownOptions encoder, KnownOptions display) {}

  private static final Pattern PIPELINE_FILE = Pattern.compile("[^-].*\\.(yaml|yml|json)");

  private static final String INPUT = "-i";
  private static final String OUTPUT = "-o";

  /**
   * Sorts arguments.
   *
   * @param arguments those after {@code run}
   * @param known who knows which options
   * @return the same, sorted
   * @throws IllegalArgumentException when an option lacks its value
   */
  static RunArguments split(List<String> arguments, Vocabulary known) {
    return new Splitter(known).split(arguments);
  }

  private static final class Splitter {
    private final Vocabulary known;
    private final List<String> run = new ArrayList<>();
    private final List<String> inputs = new ArrayList<>();
    private final List<String> capture = new ArrayList<>();
    private final List<String> display = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    // Options whose file has not come yet, each with its values.
    private final List<List<String>> pending = new ArrayList<>();

    Splitter(Vocabulary known) {
      this.known = known;
    }

    RunArguments split(List<String> arguments) {
      int next = 0;
      while (next < arguments.size()) {
        String argument = arguments.get(next);
        int length = 1 + values(argument);
        if (next + length > arguments.size()) {
          throw new IllegalArgumentException("option '" + argument + "' lacks its value");
        }
        take(arguments.subList(next, next + length));
        next += length;
      }
      String file = null;
      if (inputs.isEmpty() && outputs.isEmpty()) {
        file = takeFile();
        pending.forEach(option -> refuseUnknown(option.get(0)));
      }
      if (outputs.isEmpty()) {
        toCapture();
      } else {
        giveToLastOutput(toOutput());
      }
      return new RunArguments(run, inputs, capture, outputs, display, file);
    }

    /** A word alone that names a pipeline file, with which nothing but run's own options goes. */
    private String takeFile() {
      for (List<String> option : pending) {
        String file = option.get(0);
        if (PIPELINE_FILE.matcher(file).matches()) {
          pending.remove(option);
          if (!pending.isEmpty()) {
            throw new IllegalArgumentException(
                "'"
                    + pending.get(0).get(0)
                    + "' does not go with a pipeline file; write it into '"
                    + file
                    + "'");
          }
          return file;
        }
      }
      return null;
    }

    /** Takes the options behind the last output. */
    private void giveToLastOutput(List<String> trailing) {
      boolean allBehind = outputs.get(0).arguments().isEmpty() && !trailing.isEmpty();
      for (int i = 0; allBehind && i + 1 < outputs.size(); i++) {
        List<String> next = outputs.get(i + 1).arguments();
        outputs.get(i).arguments().addAll(next);
        next.clear();
      }
      outputs.get(outputs.size() - 1).arguments().addAll(trailing);
    }

    /** How many values follow an argument; 0 for what nobody knows. */
    private int values(String argument) {
      if (argument.equals(INPUT) || argument.equals(OUTPUT)) {
        return 1;
      }
      for (KnownOptions party : parties()) {
        if (party.has(argument)) {
          return party.values(argument);
        }
      }
      return 0;
    }

    private List<KnownOptions> parties() {
      return List.of(known.run(), known.encoder(), known.capture(), known.display());
    }

    /**
     * Codecs and formats have options of their own, which nobody here knows, but a file to go with.
     */
    private void refuseUnknown(String argument) {
      if (parties().stream().noneMatch(party -> party.has(argument))) {
        Set<String> names = new HashSet<>();
        parties().forEach(party -> names.addAll(party.names()));
        String remedy =
            "inputs stand behind -i, outputs behind -o, and a pipeline file ends with .yaml";
        throw new IllegalArgumentException(
            "'" + argument + "' is unknown" + NearNames.suggestionOr(argument, names, remedy));
      }
    }

    private void take(List<String> option) {
      String name = option.get(0);
      if (name.equals(INPUT)) {
        toCapture();
        capture.addAll(option);
        inputs.add(option.get(1));
        run.addAll(option);
      } else if (name.equals(OUTPUT)) {
        outputs.add(new Output(option.get(1), toOutput()));
        run.addAll(option);
      } else if (known.run().has(name)) {
        run.addAll(option);
      } else {
        if (name.startsWith("--")) {
          refuseUnknown(name);
        }
        if (parties().stream().noneMatch(party -> party.has(name))) {
          ForeignOptions.refuse(name);
        }
        pending.add(option);
      }
    }

    private void toCapture() {
      for (List<String> option : pending) {
        boolean shown = known.display().has(option.get(0)) && !known.capture().has(option.get(0));
        (shown ? display : capture).addAll(option);
      }
      pending.clear();
    }

    private List<String> toOutput() {
      List<String> arguments = new ArrayList<>();
      for (List<String> option : pending) {
        String name = option.get(0);
        if (known.encoder().has(name)) {
          arguments.addAll(option);
        } else if (known.capture().has(name)) {
          capture.addAll(option);
        } else if (known.display().has(name)) {
          display.addAll(option);
        } else {
          arguments.addAll(option);
        }
      }
      pending.clear();
      return arguments;
    }
  }
}
