package dev.zoetrope.capture;

import dev.zoetrope.channel.PressurePolicy;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What kind of input a name and a forced format mean: how long to wait for it, and whether it can
 * wait for us.
 *
 * @param protocol in lower case, {@code file} where none is given
 * @param isDevice whether FFmpeg's device library reads it
 */
record InputKind(String protocol, boolean isDevice) {
  private static final Pattern PROTOCOL =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*", Pattern.DOTALL);
  private static final Set<String> LOCAL =
      Set.of("file", "pipe", "fd", "data", "concat", "concatf", "subfile", "cache", "crypto");
  private static final Set<String> LIVE =
      Set.of(
          "rtsp", "rtsps", "rtmp", "rtmpe", "rtmps", "rtmpt", "rtmpte", "rtmpts", "udp", "udplite",
          "rtp", "srtp", "srt", "rist", "sap", "mmsh", "mmst");
  private static final Set<String> DATAGRAMS = Set.of("udp", "udplite", "rtp");
  private static final Set<String> DEVICES =
      Set.of(
          "alsa",
          "android_camera",
          "avfoundation",
          "bktr",
          "decklink",
          "dshow",
          "fbdev",
          "gdigrab",
          "iec61883",
          "jack",
          "kmsgrab",
          "libcdio",
          "libdc1394",
          "openal",
          "oss",
          "pulse",
          "sndio",
          "v4l2",
          "vfwcap",
          "video4linux2",
          "x11grab",
          "xcbgrab");

  private static final long US_PER_MS = 1000;

  static InputKind of(String input, String format) {
    boolean isDevice = format != null && DEVICES.contains(format);
    Matcher matcher = PROTOCOL.matcher(input);
    // One letter is a drive of Windows.
    String protocol = matcher.matches() && !isDevice ? matcher.group(1) : "file";
    if (input.equals("-")) {
      protocol = "pipe";
    }
    return new InputKind(protocol.toLowerCase(Locale.ROOT), isDevice);
  }

  /** Whether a peer may keep us waiting, so that deadlines apply. */
  boolean isNetwork() {
    return !isDevice && !LOCAL.contains(protocol);
  }

  /** Whether it comes in datagrams, without a connection that could break. */
  boolean isDatagrams() {
    return !isDevice && DATAGRAMS.contains(protocol);
  }

  /**
   * What is done where readers keep all slots. A sender goes on while we wait, but what it sends is
   * kept as packets for a while; a device gives raw pictures, too large for that.
   */
  PressurePolicy pressure() {
    if (isDevice) {
      return PressurePolicy.DROP;
    }
    return LIVE.contains(protocol) ? PressurePolicy.CATCH_UP : PressurePolicy.WAIT;
  }

  /** Whether it goes on while we wait. */
  boolean isLive() {
    return pressure() != PressurePolicy.WAIT;
  }

  /**
   * FFmpeg's own options for deadlines, each protocol having its own. They make better messages
   * than the interrupt callback, which is there for what they do not cover.
   *
   * @param timeoutNs nanoseconds
   * @return names and values
   */
  Map<String, String> timeouts(long timeoutNs) {
    String us = Long.toString(Math.max(1, timeoutNs / 1000));
    return switch (protocol) {
      case "rtsp", "rtsps", "udp", "udplite", "rtp" -> Map.of("timeout", us);
      case "srt" ->
          Map.of(
              "timeout",
              us,
              "connect_timeout",
              Long.toString(Math.max(1, timeoutNs / 1000 / US_PER_MS)));
      // For RTMP "timeout" would mean to listen.
      default -> isNetwork() ? Map.of("rw_timeout", us) : Map.of();
    };
  }
}
