package dev.zoetrope.ffmpeg.command;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds, for a name that does not exist, those that may have been meant. */
public final class NearNames {
  private static final int MOST = 3;

  private NearNames() {}

  /**
   * A clause that suggests names.
   *
   * @param name as given
   * @param known that exist
   * @return such as {@code ; did you mean 'libx264'?}, or empty when nothing is near
   */
  public static String suggestion(String name, Collection<String> known) {
    String wanted = name.toLowerCase(Locale.ROOT);
    int tolerated = Math.max(1, wanted.length() / 3);
    List<String> near =
        known.stream()
            .distinct()
            .filter(other -> score(wanted, other) <= tolerated)
            .sorted(Comparator.comparingInt((String other) -> distance(wanted, other)))
            .limit(MOST)
            .toList();
    return near.isEmpty()
        ? ""
        : near.stream()
            .map(n -> "'" + n + "'")
            .collect(Collectors.joining(", ", "; did you mean ", "?"));
  }

  private static int score(String wanted, String other) {
    String lower = other.toLowerCase(Locale.ROOT);
    boolean contains = contains(lower, wanted) || contains(wanted, lower);
    return contains ? 1 : distance(wanted, lower);
  }

  private static boolean contains(String text, String part) {
    return part.length() > 2 && text.contains(part);
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
