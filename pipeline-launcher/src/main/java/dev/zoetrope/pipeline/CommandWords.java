package dev.zoetrope.pipeline;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command line into words as a shell does, quotes included, but without a shell: what only
 * a shell could do is refused.
 */
final class CommandWords {
  private static final String SHELL_ONLY = "|&;<>()$`*?#~";

  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private char quote;

  private CommandWords() {}

  /**
   * Splits.
   *
   * @param line the command line
   * @return its words
   * @throws IllegalArgumentException for an open quote, or a sign that is for shells
   */
  static List<String> of(String line) {
    CommandWords split = new CommandWords();
    for (int i = 0; i < line.length(); i++) {
      split.take(line.charAt(i));
    }
    if (split.quote != 0) {
      throw new IllegalArgumentException("the quote " + split.quote + " is not closed");
    }
    split.end();
    return split.words;
  }

  private void take(char c) {
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else {
        word.append(c);
      }
    } else if (c == '\'' || c == '"') {
      quote = c;
      inWord = true;
    } else if (Character.isWhitespace(c)) {
      end();
    } else if (SHELL_ONLY.indexOf(c) >= 0) {
      throw new IllegalArgumentException(
          "'" + c + "' is for a shell; quote it, or write [sh, -c, '...']");
    } else {
      word.append(c);
      inWord = true;
    }
  }

  private void end() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }
}
