package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An FFmpeg function failed. The message is one line, and says more than FFmpeg's code does. */
public final class FfmpegException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int DESCRIPTION_LENGTH = 256;

  private final int code;

  /**
   * Constructs with a message for the user.
   *
   * @param code FFmpeg's error code, negative; 0 when there is none
   * @param message one line
   */
  public FfmpegException(int code, String message) {
    super(message);
    this.code = code;
  }

  /**
   * Constructs for a native library that does not load.
   *
   * @param message one line
   * @param cause what the JVM said
   */
  public FfmpegException(String message, Throwable cause) {
    super(message, cause);
    this.code = 0;
  }

  /** FFmpeg's error code, negative; 0 when there is none. */
  public int code() {
    return code;
  }

  /**
   * Passes a return code, or throws when it is negative.
   *
   * @param returnCode of an FFmpeg function
   * @param what was attempted on what, such as {@code file 'a.mp4'}
   * @return the code, not negative
   * @throws FfmpegException with FFmpeg's description and the last error that it logged
   */
  public static int check(int returnCode, String what) throws FfmpegException {
    if (returnCode < 0) {
      throw of(returnCode, what);
    }
    return returnCode;
  }

  /** An exception for a code, with FFmpeg's description and the last error that it logged. */
  public static FfmpegException of(int code, String what) {
    String logged = Ffmpeg.takeLastError();
    String description = describe(code);
    String detail = logged == null || logged.contains(description) ? "" : " (" + logged + ")";
    return new FfmpegException(code, what + ": " + description + detail);
  }

  /** FFmpeg's description of an error code. */
  public static String describe(int code) {
    byte[] text = new byte[DESCRIPTION_LENGTH];
    int known = av_strerror(code, text, text.length);
    int length = 0;
    while (length < text.length && text[length] != 0) {
      length++;
    }
    String description = new String(text, 0, length, StandardCharsets.UTF_8);
    return known < 0 ? "error " + code : description;
  }
}
