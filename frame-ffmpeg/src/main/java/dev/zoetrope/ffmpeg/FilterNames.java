package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avfilter.avfilter_get_by_name;

import org.bytedeco.ffmpeg.avfilter.AVFilter;

/**
 * The names of filters in the description of a graph. FFmpeg reads the options of a filter that it
 * does not know before it says so, and complains of those.
 */
final class FilterNames {
  private FilterNames() {}

  /** The first filter of a description that this build does not have, or null. */
  static String firstUnknown(String description) {
    int depth = 0;
    boolean quoted = false;
    boolean isName = true;
    StringBuilder name = new StringBuilder();
    for (char c : (description + ",").toCharArray()) {
      boolean isSpecial = !quoted && depth == 0;
      depth += c == '[' && !quoted ? 1 : c == ']' && !quoted ? -1 : 0;
      quoted ^= c == '\'';
      if (!isSpecial || c == '[' || c == '\'') {
        continue;
      }
      boolean isEnd = c == ',' || c == ';';
      if (isName && (isEnd || c == '=' || c == '@')) {
        if (!name.isEmpty() && !isKnown(name.toString())) {
          return name.toString();
        }
        isName = false;
      }
      if (isEnd) {
        isName = true;
        name.setLength(0);
      } else if (isName && !Character.isWhitespace(c)) {
        name.append(c);
      }
    }
    return null;
  }

  private static boolean isKnown(String name) {
    AVFilter filter = avfilter_get_by_name(name);
    return filter != null && !filter.isNull();
  }
}
