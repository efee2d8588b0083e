package dev.zoetrope.pipeline;

import dev.zoetrope.layout.StreamKind;
import java.util.ArrayList;
import java.util.List;

/** The streams that a capture makes when nobody named them. */
public final class CaptureStreams {
  private static final String VIDEO = "video";
  private static final String AUDIO = "audio";

  private CaptureStreams() {}

  /**
   * What may come out of inputs.
   *
   * @param inputs as given
   * @param options of the capture
   * @param place of the capture
   * @return {@code video} and {@code audio}, without what is switched off or known not to be there
   */
  public static List<Write> expected(List<Text> inputs, List<Option> options, Place place) {
    List<Write> writes = new ArrayList<>();
    if (!has(options, "vn")
        && !inputs.stream().allMatch(input -> input.value().startsWith("tone:"))) {
      writes.add(new Write(VIDEO, StreamKind.VIDEO, VIDEO, false, place));
    }
    if (!has(options, "an")
        && !inputs.stream().allMatch(input -> input.value().startsWith("pattern:"))) {
      writes.add(new Write(AUDIO, StreamKind.AUDIO, AUDIO, false, place));
    }
    return writes;
  }

  private static boolean has(List<Option> options, String key) {
    return options.stream().anyMatch(option -> option.key().equals(key));
  }
}
