package dev.zoetrope.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads what all entries of a pipeline file may have: options, and how to start the process.
 *
 * @param reading of the file
 */
record ProcessReading(YamlReading reading) {
  private static final String OPTIONS = "options";

  /** ffmpeg's options. */
  List<Option> options(YamlMap map) {
    if (!map.has(OPTIONS)) {
      return List.of();
    }
    YamlMap keys =
        YamlMap.of(reading, map.value(OPTIONS), map.label(OPTIONS), "{t: 10, 'c:v': ffv1}");
    List<Option> options = new ArrayList<>();
    for (String key : keys.names()) {
      Place place = keys.placeOf(key);
      if (key.startsWith("-")) {
        reading
            .problems()
            .usage(place, keys.label(key) + ": options have no dash here; write " + undashed(key));
        continue;
      }
      Option option = option(keys, key, place);
      if (option != null) {
        options.add(option);
      }
    }
    return options;
  }

  private static String undashed(String key) {
    return "'" + key.replaceFirst("^-+", "") + "'";
  }

  /** {@code true} or nothing behind a key is an option without a value, {@code false} is none. */
  private Option option(YamlMap keys, String key, Place place) {
    Node node = keys.value(key);
    boolean isPlain = node instanceof ScalarNode scalar && scalar.isPlain();
    if (isPlain && (YamlReading.isNull(node) || ((ScalarNode) node).getValue().equals("true"))) {
      return new Option(key, List.of(), place);
    }
    if (isPlain && ((ScalarNode) node).getValue().equals("false")) {
      return null;
    }
    List<String> values = keys.texts(key).stream().map(Text::value).toList();
    return values.isEmpty() ? null : new Option(key, values, place);
  }

  /** zoetrope's own options. */
  List<Option> settings(YamlMap map, List<String> known) {
    Values values = new Values(reading.problems());
    List<Option> settings = new ArrayList<>();
    for (String key : known) {
      Text text = map.text(key);
      if (text == null) {
        continue;
      }
      switch (key) {
        case "pace" -> values.oneOf(text, map.label(key), List.of("realtime", "max"));
        case "direct" -> values.oneOf(text, map.label(key), List.of("auto", "on", "off"));
        case "on-close" -> values.oneOf(text, map.label(key), List.of("end", "detach"));
        case "slots", "audio-slots" -> values.slots(text, map.label(key));
        case "screenshot" -> {
          // Any file.
        }
        default -> values.seconds(text, map.label(key));
      }
      settings.add(new Option(key, List.of(text.value()), text.place()));
    }
    return settings;
  }

  /** Class path, environment, options of the JVM. */
  Launch launch(YamlMap map) {
    List<String> classPath = map.texts("class-path").stream().map(Text::value).toList();
    return new Launch(classPath, environment(map), javaOptions(map));
  }

  /** A text is split at spaces, an item of a list is one option. */
  private static List<String> javaOptions(YamlMap map) {
    List<String> options = map.texts("java-options").stream().map(Text::value).toList();
    return map.value("java-options") instanceof ScalarNode && !options.isEmpty()
        ? List.of(options.get(0).strip().split("\\s+"))
        : options;
  }

  private Map<String, String> environment(YamlMap map) {
    Map<String, String> environment = new LinkedHashMap<>();
    if (map.has("env")) {
      YamlMap variables = YamlMap.of(reading, map.value("env"), map.label("env"), "{NAME: value}");
      for (String name : variables.names()) {
        if (name.contains("=")) {
          reading
              .problems()
              .usage(variables.placeOf(name), variables.label(name) + ": a name has no '=' in it");
        } else if (variables.value(name) instanceof ScalarNode value) {
          environment.put(name, value.getValue());
        } else {
          reading.text(variables.value(name), variables.label(name));
        }
      }
    }
    return environment;
  }
}
