package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avutil.av_get_pix_fmt_name;
import static org.bytedeco.ffmpeg.global.avutil.av_get_sample_fmt_name;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;

/**
 * Streams in words, such as {@code 1280x720 yuv420p 30 fps, h264, 10.0 s}. Each start makes some,
 * so they come without Java's formatters, which look for a locale first.
 */
final class Descriptions {
  private static final int NANO_DIGITS = 9;

  private Descriptions() {}

  static String video(
      int width, int height, int format, AVRational rate, String codec, long durationNs) {
    List<String> words = new ArrayList<>();
    words.add(width + "x" + height);
    addName(words, av_get_pix_fmt_name(format));
    if (rate.num() > 0 && rate.den() > 0) {
      words.add(number((double) rate.num() / rate.den()) + " fps");
    }
    return withTail(words, codec, durationNs);
  }

  static String audio(int sampleRate, String layout, int format, String codec, long durationNs) {
    List<String> words = new ArrayList<>();
    words.add(sampleRate + " Hz");
    words.add(layout);
    addName(words, av_get_sample_fmt_name(format));
    return withTail(words, codec, durationNs);
  }

  private static void addName(List<String> words, BytePointer name) {
    if (name != null && !name.isNull()) {
      words.add(name.getString());
    }
  }

  private static String withTail(List<String> words, String codec, long durationNs) {
    String text = String.join(" ", words) + ", " + codec;
    return durationNs < 0 ? text : text + ", " + seconds(durationNs);
  }

  /** What a session did, such as {@code video 300 frames, audio 469 frames, 10.0 s in 2.1 s}. */
  static String summary(CaptureSession session, long elapsedNs) {
    List<String> parts = new ArrayList<>();
    long endNs = 0;
    long dropped = 0;
    for (StreamPublisher stream : session.streams()) {
      parts.add(stream.name() + " " + stream.published() + " frames");
      endNs = Math.max(endNs, stream.endNs());
      dropped += stream.dropped();
    }
    parts.add(seconds(endNs) + " in " + seconds(elapsedNs));
    if (dropped > 0) {
      parts.add(dropped + " dropped");
    }
    if (session.errors() > 0) {
      parts.add(session.errors() + " could not be decoded");
    }
    return String.join(", ", parts);
  }

  /** What is to be said of damaged packets where nothing else is. */
  static String damage(CaptureSession session) {
    return session.errors() + " packets or frames could not be decoded";
  }

  /** A length in seconds, such as {@code 10.0 s}. */
  static String seconds(long ns) {
    return BigDecimal.valueOf(ns, NANO_DIGITS).setScale(1, RoundingMode.HALF_UP) + " s";
  }

  private static String number(double value) {
    return new BigDecimal(value)
        .setScale(3, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }
}
