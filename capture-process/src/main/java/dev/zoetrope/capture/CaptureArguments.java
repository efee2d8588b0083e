package dev.zoetrope.capture;

import dev.zoetrope.channel.AwaitedReader;
import dev.zoetrope.ffmpeg.command.ForeignOptions;
import dev.zoetrope.region.StreamNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the values of options. What is wrong is an {@link IllegalArgumentException} that names the
 * option, its value and what is allowed.
 */
final class CaptureArguments {
  private static final Pattern LABEL = Pattern.compile("(video|audio)([1-9][0-9]?)?");
  private static final double NS_PER_SECOND = 1e9;
  private static final double MAX_SECONDS = 86_400;

  private CaptureArguments() {}

  /** A time in microseconds, or {@link MediaTime#NONE} when the option was not given. */
  static long time(String option, String value) {
    if (value == null) {
      return MediaTime.NONE;
    }
    try {
      return MediaTime.parseUs(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + " '" + value + "': " + e.getMessage(), e);
    }
  }

  /** The position of {@code -ss}, or of {@code -sseof}, which is negative, in microseconds. */
  static long start(String fromBeginning, String fromEnd) {
    if (fromEnd == null) {
      long us = time("-ss", fromBeginning);
      if (us < 0 && us != MediaTime.NONE) {
        throw new IllegalArgumentException(
            "-ss '" + fromBeginning + "': allowed: 0 and more; -sseof counts from the end");
      }
      return us;
    }
    if (fromBeginning != null) {
      throw new IllegalArgumentException("-sseof '" + fromEnd + "': leave it out, or -ss");
    }
    long us = time("-sseof", fromEnd);
    if (us >= 0) {
      throw new IllegalArgumentException(
          "-sseof '" + fromEnd + "': allowed: less than 0, such as -10 for the last ten seconds");
    }
    return us;
  }

  /** The duration of {@code -t}, else of {@code -to} from the start, in microseconds. */
  static long duration(long startUs, String duration, String end) {
    long us = time("-t", duration);
    if (us == MediaTime.NONE && end != null) {
      if (startUs != MediaTime.NONE && startUs < 0) {
        throw new IllegalArgumentException("-to '" + end + "': not with -sseof; say -t");
      }
      us = time("-to", end) - (startUs == MediaTime.NONE ? 0 : startUs);
      if (us <= 0) {
        throw new IllegalArgumentException("-to '" + end + "': is not after the start");
      }
    }
    if (us != MediaTime.NONE && us <= 0) {
      throw new IllegalArgumentException("-t '" + duration + "': allowed: more than 0");
    }
    return us;
  }

  static int range(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          option + " '" + value + "': allowed: " + least + " to " + most);
    }
    return value;
  }

  /** Seconds as nanoseconds. */
  static long seconds(String option, double value) {
    if (!(value > 0 && value <= MAX_SECONDS)) {
      throw new IllegalArgumentException(
          option + " '" + value + "': allowed: more than 0, at most " + (long) MAX_SECONDS);
    }
    return (long) (value * NS_PER_SECOND);
  }

  static List<StreamSpecifier> maps(List<String> texts) {
    List<StreamSpecifier> maps = new ArrayList<>();
    for (String text : texts) {
      try {
        maps.add(StreamSpecifier.parse(text));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("-map '" + text + "': " + e.getMessage(), e);
      }
    }
    return maps;
  }

  /** Names for streams, by what they are called otherwise. */
  static Map<String, String> names(Map<String, String> names) {
    names.forEach(
        (label, name) -> {
          if (!LABEL.matcher(label).matches()) {
            throw new IllegalArgumentException(
                "--out '" + label + "=" + name + "': allowed: video, audio, video1, audio1, ...");
          }
          StreamNames.check("--out: stream", name);
        });
    return names;
  }

  /** Readers to wait for. */
  static List<AwaitedReader> awaited(List<String> texts) {
    return texts.stream().map(AwaitedReader::parse).toList();
  }

  /** Options for FFmpeg: {@code -key value} pairs. */
  static Map<String, String> pairs(List<String> rest) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (int i = 0; i < rest.size(); i += 2) {
      String key = rest.get(i);
      if (!key.startsWith("-") || key.length() < 2) {
        throw new IllegalArgumentException(
            "argument '" + key + "': is not an option; an input is given with -i");
      }
      ForeignOptions.refuse(key);
      if (key.startsWith("--")) {
        throw new IllegalArgumentException("option '" + key + "': is unknown");
      }
      if (i + 1 == rest.size()) {
        throw new IllegalArgumentException("option '" + key + "': has no value, or is unknown");
      }
      pairs.put(key.substring(1), rest.get(i + 1));
    }
    return pairs;
  }
}
