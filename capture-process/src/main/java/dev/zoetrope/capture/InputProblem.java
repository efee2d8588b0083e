package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_PROTOCOL_NOT_FOUND;

import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.ffmpeg.FfmpegException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Says in one line what is wrong with an input; FFmpeg's error code alone often does not. */
final class InputProblem {
  private static final double NS_PER_SECOND = 1e9;

  private InputProblem() {}

  /** An input that cannot be opened. */
  static IOException cannotOpen(String input, InputKind kind, int code) {
    String logged = Ffmpeg.takeLastError();
    String what = kind.protocol().equals("file") && !kind.isDevice() ? ofFile(input) : null;
    if (what == null) {
      what = ofCode(kind, code);
      what += logged == null || logged.contains(what) ? "" : " (" + logged + ")";
    }
    return new IOException("input '" + input + "': " + what);
  }

  private static String ofCode(InputKind kind, int code) {
    if (code == AVERROR_INVALIDDATA() && !kind.isDevice()) {
      return kind.isNetwork()
          ? "not media that FFmpeg reads"
          : "damaged, truncated or not media that FFmpeg reads";
    }
    if (code == AVERROR_PROTOCOL_NOT_FOUND()) {
      return "FFmpeg has no protocol '" + kind.protocol() + "'";
    }
    return FfmpegException.describe(code);
  }

  private static String ofFile(String input) {
    Path path;
    try {
      path = Path.of(input.startsWith("file:") ? input.substring("file:".length()) : input);
    } catch (InvalidPathException e) {
      return "not a valid path";
    }
    try {
      if (!Files.exists(path)) {
        return input.contains("%") || input.contains("*") ? null : "no such file";
      }
      if (Files.isDirectory(path)) {
        return "is a directory; give a file in it";
      }
      if (!Files.isReadable(path)) {
        return "permission denied; make it readable for this user";
      }
      return Files.isRegularFile(path) && Files.size(path) == 0 ? "the file is empty" : null;
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  /** A peer that did not answer in time. */
  static IOException timedOut(String input, long timeoutNs) {
    return new IOException(
        "input '"
            + input
            + "': no answer for "
            + Math.round(timeoutNs / NS_PER_SECOND * 10) / 10.0
            + " s; check that it is up, or allow more with --timeout");
  }
}
