package dev.zoetrope.stage;

import dev.zoetrope.layout.FrameHeader;
import java.io.IOException;
import java.util.Locale;

/** Errors of stages in words. */
final class StageErrorText {
  private static final double NS_PER_SECOND = 1e9;

  private StageErrorText() {}

  /** A stage by its class, for example {@code stage Grayscale}. */
  static String name(Stage stage) {
    Class<?> type = stage.getClass();
    String simple = type.getSimpleName();
    return "stage " + (simple.isEmpty() ? type.getName() : simple);
  }

  /** A frame, for example {@code frame 12 of stream 'video' (0.440 s)}. */
  static String frame(String stream, long number, FrameHeader header) {
    String time =
        header.pts() == FrameHeader.NO_PTS
            ? ""
            : String.format(Locale.ROOT, " (%.3f s)", header.ptsNs() / NS_PER_SECOND);
    return "frame " + number + " of stream '" + stream + "'" + time;
  }

  /** What went wrong; classes are named where the message alone would say too little. */
  static String cause(Throwable cause) {
    String message = cause.getMessage();
    boolean speaks =
        message != null
            && !message.isBlank()
            && (cause.getClass().equals(IOException.class)
                || cause.getClass().getName().startsWith("dev.zoetrope."));
    if (speaks) {
      return message;
    }
    String name = cause.getClass().getSimpleName();
    return message == null || message.isBlank() ? name : name + ": " + message;
  }
}
