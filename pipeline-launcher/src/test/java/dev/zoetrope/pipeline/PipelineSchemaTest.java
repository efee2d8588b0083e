package dev.zoetrope.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The schema for editors and the reader of pipeline files say the same. */
@Tag("once")
class PipelineSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCHEMA = Path.of("../docs/pipeline.schema.json");

  /** Mistakes of reading that no schema can know, or that ours leaves to the reader. */
  private static final Set<String> BEYOND_SCHEMAS =
      Set.of(
          "keys of classes at a filter",
          "keys of classes at a command",
          "settings at a command",
          "sign for a shell",
          "open quote",
          "empty command",
          "nothing to do");

  @Test
  void everyKeyIsInBoth() throws IOException {
    JsonNode schema = JSON.readTree(Files.readString(SCHEMA));
    Map<String, Collection<String>> known =
        Map.of(
            "/properties", Keys.FILE,
            "/definitions/capture/properties", Keys.OF_CAPTURE,
            "/definitions/stage/properties", Keys.OF_STAGE,
            "/definitions/encode/properties", Keys.OF_ENCODE,
            "/definitions/display/properties", Keys.OF_DISPLAY,
            "/definitions/read/anyOf/1/properties", Keys.OF_READ);

    known.forEach(
        (where, keys) -> {
          Set<String> described = new TreeSet<>();
          schema.at(where).fieldNames().forEachRemaining(described::add);
          assertEquals(new TreeSet<>(keys), described, where);
        });
  }

  @ParameterizedTest
  @MethodSource("dev.zoetrope.pipeline.PipelineProblemsTest#cases")
  void refusesWhatTheReaderRefuses(PipelineProblemsTest.Case wrong) throws IOException {
    Problems problems = new Problems();
    PipelineFile.parse("p.yaml", wrong.yaml(), problems);
    boolean refused = !problems.isEmpty() && !BEYOND_SCHEMAS.contains(wrong.title());

    assertEquals(refused, !complaints(wrong.yaml()).isEmpty(), complaints(wrong.yaml()) + "");
  }

  @Test
  void acceptsWhatTheReaderAccepts() throws IOException {
    assertEquals(List.of(), complaints(PipelineFileTest.EVERY_KEY));
  }

  static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../samples/pipelines"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void acceptsTheSamples(Path sample) throws IOException {
    assertEquals(List.of(), complaints(Files.readString(sample)));
  }

  private static List<String> complaints(String yaml) throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(Files.readString(SCHEMA));
    try {
      Object loaded = new Load(LoadSettings.builder().build()).loadFromString(yaml);
      JsonNode node = JSON.valueToTree(loaded);
      return schema.validate(node).stream().map(Object::toString).toList();
    } catch (YamlEngineException | IllegalArgumentException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }
}
