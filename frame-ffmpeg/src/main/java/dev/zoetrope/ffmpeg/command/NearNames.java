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

  /**
   * A clause that suggests names, or else something to do.
   *
   * @param name as given
   * @param known that exist
   * @param remedy for where none is near
   * @return such as {@code ; did you mean 'libx264'?}, or the remedy behind a semicolon
   */
  public static String suggestionOr(String name, Collection<String> known, String remedy) {
    String near = suggestion(name, known);
    return near.isEmpty() ? "; " + remedy : near;
  }

  private static int score(String wanted, String other) {
    String lower = other.toLowerCase(Locale.ROOT);
    boolean contains = contains(lower, wanted) || contains(wanted, lower);
    return contains ? 1 : distance(wanted, lower);
  }

  private static boolean contains(String text, String part) {
    return part.length() > 2 && text.contains(part);
  }

  /** Levenshtein's distance, in which two neighbours that changed places are one mistake. */
  private static int distance(String a, String b) {
    int[][] rows = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        rows[i][j] = i == 0 || j == 0 ? i + j : distance(a, b, i, j, rows);
      }
    }
    return rows[a.length()][b.length()];
  }

  private static int distance(String a, String b, int i, int j, int[][] rows) {
    int replaced = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(replaced, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
  }
}
