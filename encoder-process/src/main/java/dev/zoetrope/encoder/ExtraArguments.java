package dev.zoetrope.encoder;

import dev.zoetrope.ffmpeg.command.ForeignOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The arguments that the command itself does not know: options of codecs and muxers in pairs, as
 * FFmpeg's users write them ({@code -movflags +faststart}), or as {@code key=value}; and the
 * output, where it was not given by {@code -o}.
 *
 * @param options in order
 * @param metadata of the file, by {@code -metadata key=value}
 * @param outputs what is no option
 */
record ExtraArguments(
    List<ExtraOption> options, Map<String, String> metadata, List<String> outputs) {
  private static final Pattern PAIR =
      Pattern.compile("([A-Za-z][A-Za-z0-9_-]*(?::[vVa](?::0)?)?)=(.*)");
  private static final Pattern OPTION = Pattern.compile("-([A-Za-z][A-Za-z0-9_:-]*)(?:=(.*))?");

  /**
   * Parses.
   *
   * @param arguments in the order of the command line
   * @return what they say
   * @throws IllegalArgumentException for an option without value
   */
  static ExtraArguments parse(List<String> arguments) {
    List<ExtraOption> options = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    List<String> outputs = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      Matcher option = OPTION.matcher(argument);
      Matcher pair = PAIR.matcher(argument);
      if (option.matches()) {
        ForeignOptions.refuse(argument);
        String value = option.group(2);
        if (value == null) {
          if (++i == arguments.size()) {
            throw new IllegalArgumentException("option '" + argument + "': its value is missing");
          }
          value = arguments.get(i);
        }
        add(option.group(1), value, options, metadata);
      } else if (pair.matches()) {
        options.add(ExtraOption.of(pair.group(1), pair.group(2)));
      } else {
        outputs.add(argument);
      }
    }
    return new ExtraArguments(options, metadata, outputs);
  }

  private static void add(
      String key, String value, List<ExtraOption> options, Map<String, String> metadata) {
    if (!key.equals("metadata")) {
      options.add(ExtraOption.of(key, value));
      return;
    }
    int equals = value.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException("option '-metadata': '" + value + "' is not key=value");
    }
    metadata.put(value.substring(0, equals), value.substring(equals + 1));
  }
}
