package dev.zoetrope.ffmpeg;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds, in what a dynamic linker said, the shared library that it misses. */
final class MissingLibrary {
  private static final Pattern NAME =
      Pattern.compile("(lib[A-Za-z0-9_+-]+\\.so[.0-9]*): cannot open");

  private MissingLibrary() {}

  /** Names the missing library, or repeats what was said in one line. */
  static String describe(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      Matcher matcher = NAME.matcher(String.valueOf(cause.getMessage()));
      if (matcher.find()) {
        return matcher.group(1) + " is missing";
      }
    }
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("unknown reason");
  }
}
