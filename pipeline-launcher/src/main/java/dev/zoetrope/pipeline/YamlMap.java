package dev.zoetrope.pipeline;

import dev.zoetrope.ffmpeg.command.NearNames;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The keys and values of one mapping of a YAML file. */
final class YamlMap {
  private final YamlReading reading;
  private final String what;
  private final String prefix;
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Map<String, Node> values = new LinkedHashMap<>();

  private YamlMap(YamlReading reading, String what) {
    this.reading = reading;
    this.what = what;
    this.prefix = what.isEmpty() ? "" : what + ": ";
  }

  /**
   * Reads a mapping with any keys.
   *
   * @param reading of the file
   * @param node which should be a mapping
   * @param what it is, for messages
   * @param example of what it might be
   */
  static YamlMap of(YamlReading reading, Node node, String what, String example) {
    YamlMap map = new YamlMap(reading, what);
    if (!(node instanceof MappingNode mapping)) {
      String subject = what.isEmpty() ? "the file" : what + ":";
      reading.problem(node, subject + " must be a mapping, such as " + example);
      return map;
    }
    for (NodeTuple entry : mapping.getValue()) {
      map.add(entry);
    }
    return map;
  }

  private void add(NodeTuple entry) {
    if (!(entry.getKeyNode() instanceof ScalarNode key) || key.getValue().isBlank()) {
      reading.problem(entry.getKeyNode(), prefix + "a key must be a word");
    } else if (keys.putIfAbsent(key.getValue(), key) != null) {
      Place first = reading.place(keys.get(key.getValue()));
      reading.problem(
          key,
          prefix + "'" + key.getValue() + "' stands here twice, first on line " + first.line());
    } else {
      values.put(key.getValue(), entry.getValueNode());
    }
  }

  /** Notes all keys but these. */
  YamlMap allow(Collection<String> known) {
    for (Map.Entry<String, Node> key : keys.entrySet()) {
      if (!known.contains(key.getKey())) {
        String near = NearNames.suggestion(key.getKey(), known);
        reading
            .problems()
            .usage(
                placeOf(key.getKey()),
                prefix
                    + "unknown key '"
                    + key.getKey()
                    + "'"
                    + (near.isEmpty() ? "; known: " + String.join(", ", known) : near));
      }
    }
    return this;
  }

  /** The keys, in the order of the file. */
  Collection<String> names() {
    return values.keySet();
  }

  /** Whether it has a key. */
  boolean has(String key) {
    return values.containsKey(key);
  }

  /** The value of a key; null when it is not there. */
  Node value(String key) {
    return values.get(key);
  }

  /** Where a key stands. */
  Place placeOf(String key) {
    return reading.place(keys.get(key));
  }

  /** What it is, for messages. */
  String what() {
    return what;
  }

  /** A scalar; null when it is not there or none. */
  Text text(String key) {
    return has(key) ? reading.text(values.get(key), label(key)) : null;
  }

  /** A scalar or a list of them; empty when it is not there. */
  List<Text> texts(String key) {
    return has(key) ? reading.texts(values.get(key), label(key)) : List.of();
  }

  /** How messages name a key's value. */
  String label(String key) {
    return prefix + "'" + key + "'";
  }
}
