package dev.zoetrope.launcher;

import dev.zoetrope.pipeline.Option;
import dev.zoetrope.pipeline.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Options as they were given on a command line, by their names: {@code -KEY VALUE}, {@code
 * -KEY=VALUE}, {@code KEY=VALUE}, or {@code -KEY} alone for those known to have no value.
 */
final class GivenOptions {
  private static final Pattern WITH_VALUE =
      Pattern.compile(
          "(-{1,2}[A-Za-z][A-Za-z0-9_:-]*|[A-Za-z][A-Za-z0-9_:-]*)=(.*)", Pattern.DOTALL);

  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private GivenOptions() {}

  /**
   * Sorts arguments.
   *
   * @param arguments of one stage
   * @param known the options that its command declares
   * @param ignored options that are dealt with elsewhere
   * @throws IllegalArgumentException for what is no option, or lacks its value
   */
  static GivenOptions of(List<String> arguments, KnownOptions known, List<String> ignored) {
    GivenOptions given = new GivenOptions();
    int next = 0;
    while (next < arguments.size()) {
      String argument = arguments.get(next);
      next++;
      Matcher pair = WITH_VALUE.matcher(argument);
      boolean isFlag = known.has(argument) && known.values(argument) == 0;
      if (pair.matches()) {
        String key = pair.group(1);
        given.add(key.startsWith("-") ? key : "-" + key, pair.group(2));
      } else if (!argument.startsWith("-") || argument.equals("-")) {
        throw new IllegalArgumentException(
            "'" + argument + "' is no option; inputs stand behind -i, outputs behind -o");
      } else if (isFlag) {
        given.values.putIfAbsent(argument, new ArrayList<>());
      } else if (next == arguments.size()) {
        throw new IllegalArgumentException("option '" + argument + "': its value is missing");
      } else {
        if (!ignored.contains(argument)) {
          given.add(argument, arguments.get(next));
        }
        next++;
      }
    }
    return given;
  }

  private void add(String name, String value) {
    values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
  }

  /** Refuses options that would not do what they say here. */
  void refuse(String... names) {
    for (String name : names) {
      if (values.containsKey(name)) {
        throw new IllegalArgumentException(
            "option '" + name + "': 'run' gives it to each stage itself; leave it out");
      }
    }
  }

  /** The values of an option, which is not among the others any more. */
  List<String> take(String name) {
    List<String> taken = values.remove(name);
    return taken == null ? List.of() : taken;
  }

  /** zoetrope's own options, those with two dashes. */
  List<Option> settings() {
    return options("--");
  }

  /** ffmpeg's options, those with one dash. */
  List<Option> options() {
    return options("-");
  }

  private List<Option> options(String dashes) {
    List<Option> options = new ArrayList<>();
    values.forEach(
        (name, given) -> {
          boolean isOwn = name.startsWith("--");
          if (isOwn == dashes.equals("--")) {
            String key = name.substring(dashes.length());
            options.add(new Option(key, given, Place.COMMAND_LINE));
          }
        });
    return options;
  }
}
