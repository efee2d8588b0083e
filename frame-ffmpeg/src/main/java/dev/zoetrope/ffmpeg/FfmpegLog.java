package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.javacpp.BytePointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * FFmpeg's log: lines go to the logger {@code ffmpeg}, and errors are remembered for the exception
 * that follows them. Called on any thread, native ones included.
 */
final class FfmpegLog extends LogCallback {
  /** A callback that is collected ends the process; there is one, for ever. */
  private static final FfmpegLog INSTANCE = new FfmpegLog();

  private static final long FRESH_NS = 2_000_000_000L;

  /** FFmpeg's layers complain one after the other; the first, innermost, says what is wrong. */
  private static final long BURST_NS = 200_000_000L;

  private static final Pattern CONTEXT =
      Pattern.compile("^\\[([^\\]@]*?)(?: @ (?:0x)?[0-9a-fA-F]+)?\\] ");

  /** Further contexts behind the first: of an expression, of OpenH264. */
  private static final Pattern INNER_CONTEXT =
      Pattern.compile(
          "\\[\\w+ @ (?:0x)?[0-9a-fA-F]+\\] |\\[OpenH264\\] this = (?:0x)*[0-9a-fA-F]+, \\w+:");

  /** The first logger of all loads the back end; other threads wait for that. */
  private static final class Back {
    static final Logger LOGGER = LoggerFactory.getLogger("ffmpeg");
  }

  private static final ThreadLocal<Line> OWN_LINE = new ThreadLocal<>();

  private volatile Line lastLine;

  private record Line(String text, long timeNs) {}

  private static Line after(Line former, String text) {
    long now = System.nanoTime();
    boolean isSameBurst = former != null && now - former.timeNs < BURST_NS;
    return new Line(isSameBurst ? former.text : text, now);
  }

  private FfmpegLog() {}

  /**
   * Takes over FFmpeg's log.
   *
   * @param level of FFmpeg, the most that is shown
   */
  static void install(int level) {
    av_log_set_level(level);
    setLogCallback(INSTANCE);
  }

  /**
   * Why FFmpeg failed last on this thread, else on any, within two seconds; null when it did not.
   */
  static String takeLastError() {
    Line own = OWN_LINE.get();
    OWN_LINE.remove();
    Line line = own != null ? own : INSTANCE.lastLine;
    INSTANCE.lastLine = null;
    return line == null || System.nanoTime() - line.timeNs > FRESH_NS ? null : line.text;
  }

  @Override
  @SuppressWarnings("CatchAndPrintStackTrace") // Nothing may leave a callback; nobody can be told.
  public void call(int level, BytePointer message) {
    try {
      if (level <= av_log_get_level()) {
        log(level, clean(message.getString()));
      }
    } catch (Throwable e) {
      e.printStackTrace();
    }
  }

  private void log(int level, String text) {
    if (text.isEmpty()) {
      return;
    }
    Logger logger = Back.LOGGER;
    if (level <= AV_LOG_ERROR) {
      // The exception that follows tells the user; this is for those who want all of it. It comes
      // first: the first line of all may take its time here.
      logger.info(text);
      OWN_LINE.set(after(OWN_LINE.get(), text));
      lastLine = after(lastLine, text);
    } else if (level <= AV_LOG_WARNING) {
      logger.info(text);
    } else {
      logger.debug(text);
    }
  }

  /** Without addresses, which differ from run to run, and the line's end. */
  static String clean(String line) {
    String cleaned = CONTEXT.matcher(line.strip()).replaceFirst("$1: ");
    return INNER_CONTEXT.matcher(cleaned).replaceAll("").strip();
  }
}
