package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;

/** Channel layouts by FFmpeg's names. */
public final class ChannelLayouts {
  private static final int MAX_NAME = 128;

  /** FFmpeg describes others than the named ones as {@code 2 channels (FL+LFE)}. */
  private static final Pattern CUSTOM = Pattern.compile("[0-9]+ channels \\(([^ ]+)\\)");

  private ChannelLayouts() {}

  /**
   * Names a layout in a way that FFmpeg reads back, without spaces.
   *
   * @param layout any layout
   * @return its name, such as {@code stereo}, {@code FL+LFE}, or {@code 8C} for eight channels
   *     without positions
   */
  public static String name(AVChannelLayout layout) {
    byte[] name = new byte[MAX_NAME];
    int length = av_channel_layout_describe(layout, name, name.length);
    String text =
        length < 2 || length > name.length
            ? ""
            : new String(name, 0, length - 1, StandardCharsets.US_ASCII);
    if (!text.isEmpty() && text.indexOf(' ') < 0) {
      return text;
    }
    Matcher custom = CUSTOM.matcher(text);
    return custom.matches() ? custom.group(1) : layout.nb_channels() + "C";
  }

  /**
   * Sets a layout by name.
   *
   * @param name such as {@code stereo}, {@code 5.1(side)}, {@code 8C}
   * @param channels used when the name is not known or says another number
   * @param target is set
   */
  public static void set(String name, int channels, AVChannelLayout target) {
    av_channel_layout_uninit(target);
    if (av_channel_layout_from_string(target, name) < 0 || target.nb_channels() != channels) {
      av_channel_layout_uninit(target);
      target.order(AV_CHANNEL_ORDER_UNSPEC).nb_channels(channels);
    }
  }
}
