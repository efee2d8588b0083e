package dev.zoetrope.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads pipeline files. What is wrong with one is noted with its place, all of it at once. */
public final class PipelineFile {
  private static final int MOST_BYTES = 1 << 20;
  private static final String NEEDED = "; it needs 'capture' and 'encode', say";

  private PipelineFile() {}

  /**
   * Reads a file.
   *
   * @param path of the file; relative paths inside it count from the current directory
   * @param problems takes what is wrong with it
   * @return the pipeline, without what could not be read
   * @throws IOException when there is no such file
   */
  public static Pipeline read(Path path, Problems problems) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    if (Files.isDirectory(path)) {
      throw new IOException("pipeline '" + path + "': is a directory; name a file in it");
    }
    String text;
    try (var in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException(
            "pipeline '" + path + "': is longer than 1 MB, which no pipeline file is");
      }
      text = new String(bytes, StandardCharsets.UTF_8);
    }
    return parse(path.toString(), text, problems);
  }

  /**
   * Reads a text.
   *
   * @param file what it is called in messages
   * @param text in YAML
   * @param problems takes what is wrong with it
   */
  public static Pipeline parse(String file, String text, Problems problems) {
    YamlReading reading = new YamlReading(file, problems);
    try {
      LoadSettings settings =
          LoadSettings.builder().setLabel(file).setAllowNonScalarKeys(true).build();
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty() || YamlReading.isNull(root.get())) {
        problems.usage(new Place(file, 1, 1), "the file is empty" + NEEDED);
      } else {
        return pipeline(reading, root.get());
      }
    } catch (MarkedYamlEngineException e) {
      Place place =
          e.getProblemMark()
              .or(e::getContextMark)
              .map(reading::place)
              .orElse(new Place(file, 1, 1));
      problems.usage(place, "not YAML: " + oneLine(e.getProblem()));
    } catch (YamlEngineException e) {
      problems.usage(new Place(file, 1, 1), "not YAML: " + oneLine(e.getMessage()));
    }
    problems.incomplete();
    return new Pipeline(null, false, List.of());
  }

  private static String oneLine(String text) {
    return String.valueOf(text).replaceAll("\\s*\\R\\s*", " ").strip();
  }

  private static Pipeline pipeline(YamlReading reading, Node root) {
    YamlMap file =
        YamlMap.of(reading, root, "", "'capture: {cam: {input: movie.mkv}}'").allow(Keys.FILE);
    StageReading stages = new StageReading(reading);
    List<Stage> all = new ArrayList<>();
    addAll(all, reading, file, Keys.CAPTURE, "{cam: movie.mkv}", stages::capture);
    addAll(
        all,
        reading,
        file,
        Keys.STAGES,
        "{small: {filter: 'scale=640:-2', in: cam}}",
        stages::stage);
    addAll(all, reading, file, Keys.ENCODE, "{rec: out.mkv}", stages::encode);
    addAll(all, reading, file, Keys.DISPLAY, "{preview: window}", stages::display);
    Text name = file.text("pipeline");
    if (name != null) {
      stages.checkName("pipeline", name.value(), name.place());
    }
    Values values = new Values(reading.problems());
    boolean overwrites = values.flag(file.text("overwrite"), "'overwrite'");
    if (all.isEmpty() && reading.problems().isEmpty()) {
      reading.problem(root, "the file names no process" + NEEDED);
    }
    return new Pipeline(name == null ? null : name.value(), overwrites, all);
  }

  /** Reads one entry of a section. */
  private interface EntryReader {
    Stage read(String name, Place place, Node value);
  }

  private static void addAll(
      List<Stage> all,
      YamlReading reading,
      YamlMap file,
      String section,
      String example,
      EntryReader reader) {
    if (!file.has(section)) {
      return;
    }
    YamlMap entries =
        YamlMap.of(
            reading,
            file.value(section),
            "'" + section + "'",
            "'" + section + ": " + example + "'");
    for (String name : entries.names()) {
      Stage stage = reader.read(name, entries.placeOf(name), entries.value(name));
      if (stage == null) {
        reading.problems().incomplete();
      } else {
        all.add(stage);
      }
    }
  }
}
