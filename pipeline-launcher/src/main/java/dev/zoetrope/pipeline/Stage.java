package dev.zoetrope.pipeline;

import java.util.List;

/**
 * One process of a pipeline, as it was described.
 *
 * @param role what it does
 * @param name unique in the pipeline; a reader joins under it
 * @param subject what it works on: the inputs of a capture, a filter graph, a class, a command with
 *     its arguments, an output, the mode of a display
 * @param reads streams that it takes; empty for a source
 * @param readsCapture whether it takes all streams of the only capture, whatever those are
 * @param writes streams that it makes
 * @param settings zoetrope's own options, by their long names
 * @param options ffmpeg's
 * @param launch how to start it
 * @param place where it stands
 */
public record Stage(
    StageRole role,
    String name,
    List<Text> subject,
    List<Read> reads,
    boolean readsCapture,
    List<Write> writes,
    List<Option> settings,
    List<Option> options,
    Launch launch,
    Place place) {
  /** Copies all. */
  public Stage {
    subject = List.copyOf(subject);
    reads = List.copyOf(reads);
    writes = List.copyOf(writes);
    settings = List.copyOf(settings);
    options = List.copyOf(options);
  }

  /** What it works on, as it was written. */
  public List<String> words() {
    return subject.stream().map(Text::value).toList();
  }

  /** Whether it takes streams. */
  public boolean isReader() {
    return readsCapture || !reads.isEmpty();
  }

  /** A setting's value; null when it was not given. */
  public String setting(String key) {
    return value(settings, key);
  }

  /** The last value of an option; empty for one without a value, null when it was not given. */
  public String option(String key) {
    return value(options, key);
  }

  private static String value(List<Option> options, String key) {
    String value = null;
    for (Option option : options) {
      if (option.key().equals(key)) {
        value = option.values().isEmpty() ? "" : option.values().get(option.values().size() - 1);
      }
    }
    return value;
  }

  /** The policy that a stage with one policy reads with; null for its role's own. */
  public String policy() {
    return reads.stream()
        .map(Read::policy)
        .filter(policy -> policy != null)
        .findFirst()
        .orElse(null);
  }

  Stage withReads(List<Read> others, boolean capture) {
    return new Stage(
        role, name, subject, others, capture, writes, settings, options, launch, place);
  }

  Stage withWrites(List<Write> others) {
    return new Stage(
        role, name, subject, reads, readsCapture, others, settings, options, launch, place);
  }
}
