package dev.zoetrope.stage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the command line says to the stage itself: {@code KEY=VALUE} pairs, and free arguments. Keys
 * that the stage never asks for are refused after its {@link Stage#open}, so that a misspelled one
 * does not pass in silence.
 */
public final class StageArguments {
  private static final Pattern PAIR =
      Pattern.compile("([A-Za-z][A-Za-z0-9_.-]*)=(.*)", Pattern.DOTALL);

  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<String> free = new ArrayList<>();
  private final Set<String> known = new TreeSet<>();
  private boolean isFreeAsked;

  /**
   * Sorts arguments.
   *
   * @param arguments as on the command line
   * @throws UsageException when a key is given twice
   */
  public StageArguments(List<String> arguments) {
    for (String argument : arguments) {
      Matcher pair = PAIR.matcher(argument);
      if (!pair.matches()) {
        free.add(argument);
      } else if (values.put(pair.group(1), pair.group(2)) != null) {
        throw new UsageException(
            "argument '" + argument + "': '" + pair.group(1) + "' comes twice");
      }
    }
  }

  /** A text, or what is used without one. */
  public String text(String key, String otherwise) {
    known.add(key);
    return values.getOrDefault(key, otherwise);
  }

  /**
   * A whole number.
   *
   * @param key the key
   * @param otherwise used when it is not given
   * @return the number
   * @throws UsageException when it is none
   */
  public int integer(String key, int otherwise) {
    String text = text(key, null);
    try {
      return text == null ? otherwise : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new UsageException("argument '" + key + "=" + text + "': is no whole number");
    }
  }

  /**
   * A number.
   *
   * @param key the key
   * @param otherwise used when it is not given
   * @return the number, finite
   * @throws UsageException when it is none
   */
  public double number(String key, double otherwise) {
    String text = text(key, null);
    try {
      double number = text == null ? otherwise : Double.parseDouble(text);
      if (!Double.isNaN(number) && !Double.isInfinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new UsageException("argument '" + key + "=" + text + "': is no number");
  }

  /** The arguments that are no pairs. */
  public List<String> free() {
    isFreeAsked = true;
    return List.copyOf(free);
  }

  /** Refuses what the stage did not ask for. */
  void checkAllAsked(String stage) {
    for (Map.Entry<String, String> entry : values.entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw new UsageException(
            "argument '"
                + entry.getKey()
                + "="
                + entry.getValue()
                + "': not known to "
                + stage
                + (known.isEmpty()
                    ? ", which takes none"
                    : "; it takes " + String.join(", ", known)));
      }
    }
    if (!isFreeAsked && !free.isEmpty()) {
      throw new UsageException("argument '" + free.get(0) + "': not known to " + stage);
    }
  }
}
