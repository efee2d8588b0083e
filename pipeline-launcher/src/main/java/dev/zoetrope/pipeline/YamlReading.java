package dev.zoetrope.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Takes values out of the nodes of a YAML file, and notes what is none. Scalars count as they are
 * written: {@code 10} and {@code "10"} are the same.
 *
 * @param file name for messages
 * @param problems what was found wrong so far
 */
record YamlReading(String file, Problems problems) {
  /** What messages say of a list without items. */
  static final String EMPTY_LIST = ": is an empty list; give it an item, or leave the key out";

  Place place(Node node) {
    return node.getStartMark().map(this::place).orElse(Place.COMMAND_LINE);
  }

  Place place(Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** Notes a value that cannot be read: what misses it is no problem of its own. */
  void problem(Node node, String text) {
    problems.usage(place(node), text);
    problems.incomplete();
  }

  /** A scalar with a value; null when it is none, which is noted. */
  Text text(Node node, String what) {
    if (!(node instanceof ScalarNode scalar)) {
      problem(node, what + ": must be a single value");
      return null;
    }
    if (isNull(node) || scalar.getValue().isBlank()) {
      problem(node, what + ": has no value");
      return null;
    }
    return new Text(scalar.getValue(), place(node));
  }

  /** A scalar, or a list of them. */
  List<Text> texts(Node node, String what) {
    List<Text> texts = new ArrayList<>();
    for (Node item : items(node)) {
      Text text = text(item, what);
      if (text != null) {
        texts.add(text);
      }
    }
    if (items(node).isEmpty()) {
      problem(node, what + EMPTY_LIST);
    }
    return texts;
  }

  /** The items of a list; what is no list counts as its only item. */
  static List<Node> items(Node node) {
    return node instanceof SequenceNode list ? list.getValue() : List.of(node);
  }

  static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }
}
