package dev.zoetrope.region;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of pipelines, streams and readers, and the files that belong to a stream. */
public final class StreamNames {
  private static final String NAMED = "([A-Za-z0-9][A-Za-z0-9_-]{0,47})";
  private static final String EPOCH = "([1-9][0-9]{0,17})\\.(control|frames)";
  private static final Pattern NAME = Pattern.compile(NAMED);
  private static final Pattern EPOCH_FILE = Pattern.compile(NAMED + "\\." + EPOCH);
  private static final Pattern STREAM_FILE =
      Pattern.compile("\\.?" + NAMED + "\\.(lock|streams(\\.new)?|" + EPOCH + "(\\.new)?)");
  private static final int SHOWN_CHARACTERS = 60;

  /** File name of the lock that the one run of a pipeline holds; no stream has it. */
  public static final String RUN_LOCK = ".zoetrope.lock";

  /** The highest epoch that the name of a file can have. */
  static final long MAX_EPOCH = 999_999_999_999_999_999L;

  private StreamNames() {}

  /** Whether a pipeline, stream or reader can have that name; see {@link #check}. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * Checks a name: 1 to 48 ASCII letters, digits, {@code _} and {@code -}, not starting with a
   * sign.
   *
   * @param what what is named, for the message
   * @param name the name
   * @return the name
   * @throws IllegalArgumentException with the name and what is allowed
   */
  public static String check(String what, String name) {
    if (name == null || !isName(name)) {
      throw new IllegalArgumentException(
          what
              + " name '"
              + printable(String.valueOf(name))
              + "' is not allowed: use 1 to 48 letters, digits, '_' and '-', a letter or digit first");
    }
    return name;
  }

  /**
   * Shortens a text and escapes what a terminal would act on.
   *
   * @param text any text
   * @return at most about 60 printable ASCII characters
   */
  public static String printable(String text) {
    return text.length() <= SHOWN_CHARACTERS
        ? printableLine(text)
        : printableLine(text.substring(0, SHOWN_CHARACTERS)) + "...";
  }

  /**
   * Escapes what a terminal would act on.
   *
   * @param text any text
   * @return printable ASCII characters
   */
  public static String printableLine(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 127) {
        out.append(c);
      } else {
        out.append("\\x").append(Integer.toHexString(c));
      }
    }
    return out.toString();
  }

  /** File name of a stream's control socket. */
  public static String socket(String stream) {
    return stream + ".sock";
  }

  /** File name of the lock that a stream's writer holds. */
  public static String lock(String stream) {
    return stream + ".lock";
  }

  /** File name of the list of streams that a source serves. */
  public static String list(String source) {
    return source + ".streams";
  }

  /** File name of an epoch's control header. */
  public static String control(String stream, long epoch) {
    return stream + "." + epoch + ".control";
  }

  /** File name of an epoch's frames. */
  public static String frames(String stream, long epoch) {
    return stream + "." + epoch + ".frames";
  }

  /**
   * Epoch in a file name.
   *
   * @param stream name of the stream
   * @param fileName any file name
   * @return the epoch, or -1 when the file is no epoch file of that stream
   */
  public static long epochOf(String stream, String fileName) {
    Matcher matcher = EPOCH_FILE.matcher(fileName);
    return matcher.matches() && matcher.group(1).equals(stream)
        ? Long.parseLong(matcher.group(2))
        : -1;
  }

  /**
   * Stream, or source, whose file has a name that no other program gives. Sockets and lists are not
   * among them: wherever there is one, there is a lock too.
   *
   * @param fileName any file name
   * @return the stream, or empty when the file may be anybody's
   */
  static Optional<String> streamOf(String fileName) {
    Matcher matcher = STREAM_FILE.matcher(fileName);
    return matcher.matches() && !fileName.equals(RUN_LOCK)
        ? Optional.of(matcher.group(1))
        : Optional.empty();
  }
}
