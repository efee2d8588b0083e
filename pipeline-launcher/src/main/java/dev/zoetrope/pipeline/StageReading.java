package dev.zoetrope.pipeline;

import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.StreamNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads the entries of the sections of a pipeline file; one that lacks what it is about is null.
 */
final class StageReading {
  private static final List<String> MODES = List.of("auto", "window", "terminal", "none");

  private final YamlReading reading;
  private final ProcessReading process;

  StageReading(YamlReading reading) {
    this.reading = reading;
    this.process = new ProcessReading(reading);
  }

  /** Notes a name that is not allowed. */
  void checkName(String what, String name, Place place) {
    try {
      StreamNames.check(what, name);
    } catch (IllegalArgumentException e) {
      reading.problems().usage(place, e.getMessage());
    }
  }

  /** An entry of {@code capture}: a mapping, or its input. */
  Stage capture(String name, Place place, Node node) {
    String what = "capture '" + name + "'";
    checkName("capture", name, place);
    if (!(node instanceof MappingNode)) {
      Text input = reading.text(node, what);
      return input == null ? null : capture(name, place, List.of(input), List.of(), null);
    }
    YamlMap map = YamlMap.of(reading, node, what, "").allow(Keys.OF_CAPTURE);
    if (isMissing(
        map, place, "input", "a file, URL, device or pattern, such as 'input: movie.mkv'")) {
      return null;
    }
    return capture(name, place, map.texts("input"), process.options(map), map);
  }

  private Stage capture(
      String name, Place place, List<Text> inputs, List<Option> options, YamlMap map) {
    List<Write> writes =
        map != null && map.has("streams")
            ? streams(map)
            : CaptureStreams.expected(inputs, options, place);
    return new Stage(
        StageRole.CAPTURE,
        name,
        inputs,
        List.of(),
        false,
        writes,
        map == null ? List.of() : process.settings(map, Keys.CAPTURE_SETTINGS),
        options,
        map == null ? Launch.PLAIN : process.launch(map),
        place);
  }

  private List<Write> streams(YamlMap capture) {
    YamlMap map =
        YamlMap.of(
                reading,
                capture.value("streams"),
                capture.label("streams"),
                "{video: cam, audio: sound}")
            .allow(List.of("video", "audio"));
    List<Write> writes = new ArrayList<>();
    for (StreamKind kind : StreamKind.values()) {
      String label = kind.name().toLowerCase(Locale.ROOT);
      int number = 0;
      for (Text stream : map.texts(label)) {
        checkName("stream", stream.value(), stream.place());
        String numbered = number == 0 ? label : label + number;
        writes.add(new Write(stream.value(), kind, numbered, true, stream.place()));
        number++;
      }
    }
    Node node = capture.value("streams");
    if (node instanceof MappingNode && map.names().isEmpty()) {
      reading.problem(
          node, capture.label("streams") + ": names no stream; name one, or leave the key out");
    }
    if (writes.isEmpty()) {
      reading.problems().incomplete();
    }
    return writes;
  }

  /** An entry of {@code stages}. */
  Stage stage(String name, Place place, Node node) {
    String what = "stage '" + name + "'";
    checkName("stage", name, place);
    YamlMap map =
        YamlMap.of(reading, node, what, "{filter: 'scale=640:-2', in: cam}").allow(Keys.OF_STAGE);
    List<String> works = Keys.STAGE_WORK.stream().filter(map::has).toList();
    if (works.size() != 1) {
      if (node instanceof MappingNode) {
        reading
            .problems()
            .usage(
                place,
                what
                    + (works.isEmpty()
                        ? ": does nothing; give it one of filter, class, command"
                        : ": has " + String.join(" and ", works) + "; keep one of them"));
      }
      return null;
    }
    StageRole role =
        switch (works.get(0)) {
          case "filter" -> StageRole.FILTER;
          case "class" -> StageRole.CLASS;
          default -> StageRole.COMMAND;
        };
    List<Text> subject = subject(role, map);
    refuse(map, role != StageRole.CLASS, "class-path", "is for a class only");
    refuse(map, role != StageRole.CLASS, "options", optionsOf(role));
    refuse(
        map, role == StageRole.COMMAND, "java-options", "is for Java stages; a command has 'env'");
    for (String setting : Keys.STAGE_SETTINGS) {
      refuse(map, role == StageRole.COMMAND, setting, "is for filters and classes");
    }
    return new Stage(
        role,
        name,
        subject,
        reads(map),
        false,
        writes(role, name, place, map),
        process.settings(map, Keys.STAGE_SETTINGS),
        process.options(map),
        process.launch(map),
        place);
  }

  private static String optionsOf(StageRole role) {
    return role == StageRole.FILTER
        ? "is for a class; a filter has its options in the graph"
        : "is for a class; a command has its options in 'command'";
  }

  private List<Text> subject(StageRole role, YamlMap map) {
    if (role != StageRole.COMMAND) {
      Text text = map.text(role == StageRole.FILTER ? "filter" : "class");
      return text == null ? List.of() : List.of(text);
    }
    List<Text> words = map.texts("command");
    boolean isLine =
        !words.isEmpty() && words.get(0).place().equals(reading.place(map.value("command")));
    if (words.size() != 1 || !isLine) {
      return words;
    }
    try {
      Place place = words.get(0).place();
      List<String> split = CommandWords.of(words.get(0).value());
      if (split.get(0).isBlank()) {
        throw new IllegalArgumentException("names no program");
      }
      return split.stream().map(word -> new Text(word, place)).toList();
    } catch (IllegalArgumentException e) {
      reading.problem(map.value("command"), map.label("command") + ": " + e.getMessage());
      return List.of();
    }
  }

  private List<Write> writes(StageRole role, String name, Place place, YamlMap map) {
    if (!map.has("out")) {
      return role == StageRole.FILTER
          ? List.of(new Write(name, null, null, true, place))
          : List.of();
    }
    List<Write> writes = new ArrayList<>();
    for (Text stream : map.texts("out")) {
      checkName("stream", stream.value(), stream.place());
      writes.add(new Write(stream.value(), null, null, true, stream.place()));
    }
    return writes;
  }

  private List<Read> reads(YamlMap map) {
    if (!map.has("in")) {
      return List.of();
    }
    List<Read> reads = new ArrayList<>();
    if (YamlReading.items(map.value("in")).isEmpty()) {
      reading.problem(map.value("in"), map.label("in") + YamlReading.EMPTY_LIST);
    }
    for (Node item : YamlReading.items(map.value("in"))) {
      Read read = read(map, item);
      if (read != null) {
        reads.add(read);
      }
    }
    return reads;
  }

  private Read read(YamlMap map, Node item) {
    if (!(item instanceof MappingNode)) {
      Text stream = reading.text(item, map.label("in"));
      return stream == null ? null : new Read(stream.value(), null, stream.place());
    }
    YamlMap entry = YamlMap.of(reading, item, map.label("in"), "").allow(Keys.OF_READ);
    Place place = reading.place(item);
    if (isMissing(
        entry, place, "stream", "the stream to read, such as {stream: cam, policy: latest}")) {
      return null;
    }
    Text stream = entry.text("stream");
    Text policy = entry.text("policy");
    if (policy != null) {
      new Values(reading.problems())
          .oneOf(policy, entry.label("policy"), List.of("every", "latest", "leaky"));
    }
    return stream == null
        ? null
        : new Read(stream.value(), policy == null ? null : policy.value(), stream.place());
  }

  /** An entry of {@code encode}: a mapping, or its output. */
  Stage encode(String name, Place place, Node node) {
    String what = "encode '" + name + "'";
    checkName("encode", name, place);
    if (!(node instanceof MappingNode)) {
      Text output = reading.text(node, what);
      return output == null ? null : consumer(StageRole.ENCODER, name, place, output);
    }
    YamlMap map = YamlMap.of(reading, node, what, "").allow(Keys.OF_ENCODE);
    if (isMissing(map, place, "output", "a file or URL, such as 'output: out.mkv'")) {
      return null;
    }
    Text output = map.text("output");
    return output == null
        ? null
        : consumer(StageRole.ENCODER, name, place, output, map, Keys.ENCODE_SETTINGS);
  }

  /** An entry of {@code display}: a mapping, or its mode. */
  Stage display(String name, Place place, Node node) {
    String what = "display '" + name + "'";
    checkName("display", name, place);
    if (!(node instanceof MappingNode)) {
      boolean isDefault = YamlReading.isNull(node);
      Text mode = isDefault ? new Text("auto", place) : reading.text(node, what);
      return mode == null ? null : consumer(StageRole.DISPLAY, name, place, oneOfModes(mode, what));
    }
    YamlMap map = YamlMap.of(reading, node, what, "").allow(Keys.OF_DISPLAY);
    Text mode = map.has("mode") ? map.text("mode") : new Text("auto", place);
    return mode == null
        ? null
        : consumer(
            StageRole.DISPLAY,
            name,
            place,
            oneOfModes(mode, map.label("mode")),
            map,
            Keys.DISPLAY_SETTINGS);
  }

  private Text oneOfModes(Text mode, String what) {
    new Values(reading.problems()).oneOf(mode, what, MODES);
    return mode;
  }

  private static Stage consumer(StageRole role, String name, Place place, Text subject) {
    return new Stage(
        role,
        name,
        List.of(subject),
        List.of(),
        true,
        List.of(),
        List.of(),
        List.of(),
        Launch.PLAIN,
        place);
  }

  private Stage consumer(
      StageRole role, String name, Place place, Text subject, YamlMap map, List<String> settings) {
    return new Stage(
        role,
        name,
        List.of(subject),
        reads(map),
        !map.has("in"),
        List.of(),
        process.settings(map, settings),
        process.options(map),
        process.launch(map),
        place);
  }

  private boolean isMissing(YamlMap map, Place place, String key, String example) {
    if (!map.has(key)) {
      reading.problems().usage(place, map.what() + ": '" + key + "' is missing: " + example);
    }
    return !map.has(key);
  }

  private void refuse(YamlMap map, boolean wrong, String key, String why) {
    if (wrong && map.has(key)) {
      reading.problems().usage(map.placeOf(key), map.label(key) + " " + why);
    }
  }
}
