package dev.zoetrope.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes single options out of a command line, and leaves the rest as it stands. */
final class RawOptions {
  private final Map<String, List<String>> taken = new LinkedHashMap<>();
  private final List<String> rest = new ArrayList<>();

  private RawOptions() {}

  /**
   * Takes options out.
   *
   * @param arguments of a command
   * @param known options of that command
   * @param names options to take, all of them with one value
   * @throws IllegalArgumentException when one lacks its value
   */
  static RawOptions take(List<String> arguments, KnownOptions known, List<String> names) {
    RawOptions options = new RawOptions();
    int next = 0;
    while (next < arguments.size()) {
      String argument = arguments.get(next);
      int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
      String name = equals < 0 ? argument : argument.substring(0, equals);
      boolean isTaken = names.contains(name);
      int length = 1;
      if (isTaken && equals < 0) {
        length = 2;
      } else if (known.has(argument)) {
        length = 1 + known.values(argument);
      }
      if (next + length > arguments.size()) {
        throw new IllegalArgumentException("option '" + name + "': its value is missing");
      }
      if (isTaken) {
        String value = equals < 0 ? arguments.get(next + 1) : argument.substring(equals + 1);
        options.taken.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
      } else {
        options.rest.addAll(arguments.subList(next, next + length));
      }
      next += length;
    }
    return options;
  }

  /** All values of an option. */
  List<String> values(String name) {
    return taken.getOrDefault(name, List.of());
  }

  /** The last value of an option; null when it was not given. */
  String value(String name) {
    List<String> values = values(name);
    return values.isEmpty() ? null : values.get(values.size() - 1);
  }

  /** The other arguments, in their order. */
  List<String> rest() {
    return rest;
  }
}
