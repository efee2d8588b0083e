package dev.zoetrope.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes the file of a pipeline of captures, encoders and displays. */
public final class PipelineText {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_./+=][A-Za-z0-9_./+=:@,-]*[A-Za-z0-9_./+=@,-]|[A-Za-z0-9]");

  /** Words that YAML readers take for something else. */
  private static final Set<String> NO_TEXT =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  private final List<String> lines = new ArrayList<>();

  private PipelineText() {}

  /**
   * Writes.
   *
   * @param pipeline as {@code run -i ... -o ...} has it
   * @return the lines of its file
   */
  public static List<String> lines(Pipeline pipeline) {
    PipelineText text = new PipelineText();
    if (pipeline.name() != null) {
      text.lines.add("pipeline: " + scalar(pipeline.name()));
    }
    if (pipeline.overwrites()) {
      text.lines.add("overwrite: true");
    }
    text.section(Keys.CAPTURE, "input", pipeline.stages(StageRole.CAPTURE));
    text.section(Keys.ENCODE, "output", pipeline.stages(StageRole.ENCODER));
    text.section(Keys.DISPLAY, "mode", pipeline.stages(StageRole.DISPLAY));
    return text.lines;
  }

  private void section(String name, String subject, List<Stage> stages) {
    if (!stages.isEmpty()) {
      lines.add(name + ":");
    }
    for (Stage stage : stages) {
      lines.add("  " + scalar(stage.name()) + ":");
      lines.add("    " + subject + ": " + value(stage.words()));
      if (!stage.reads().isEmpty()) {
        lines.add("    in: " + value(stage.reads().stream().map(Read::stream).toList()));
      }
      stage
          .settings()
          .forEach(setting -> lines.add("    " + setting.key() + ": " + value(setting.values())));
      if (!stage.options().isEmpty()) {
        lines.add("    options:");
        stage
            .options()
            .forEach(option -> lines.add("      " + scalar(option.key()) + ": " + given(option)));
      }
    }
  }

  private static String given(Option option) {
    return option.values().isEmpty() ? "true" : value(option.values());
  }

  private static String value(List<String> values) {
    return values.size() == 1
        ? scalar(values.get(0))
        : "[" + String.join(", ", values.stream().map(PipelineText::scalar).toList()) + "]";
  }

  /** In double quotes unless every reader of YAML takes it for this text. */
  private static String scalar(String text) {
    boolean isPlain =
        PLAIN.matcher(text).matches() && !NO_TEXT.contains(text.toLowerCase(Locale.ROOT));
    if (isPlain && !text.contains(",") && !text.contains(": ")) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c == 127) {
        quoted.append(String.format("\\x%02x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
