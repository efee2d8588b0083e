package dev.zoetrope.display;

import static org.lwjgl.sdl.SDLAudio.*;

import dev.zoetrope.layout.FrameHeader;

/**
 * A sound format as SDL takes it.
 *
 * @param sdlFormat SDL's number of the sample format
 * @param sampleBytes bytes of a sample
 * @param planar one plane for each channel
 * @param channels 1 to 8
 * @param rate Hz
 */
record AudioFormat(int sdlFormat, int sampleBytes, boolean planar, int channels, int rate) {
  private static final int MIN_RATE = 4000;
  private static final int MAX_RATE = 384_000;
  private static final int MAX_CHANNELS = 8;

  /**
   * The format of a frame, where SDL takes it as it is.
   *
   * @param header an audio frame's header
   * @return the format, or null when the frame must be converted
   */
  static AudioFormat of(FrameHeader header) {
    String name = header.format();
    boolean planar = name.endsWith("p");
    int format =
        switch (planar ? name.substring(0, name.length() - 1) : name) {
          case "u8" -> SDL_AUDIO_U8;
          case "s16" -> SDL_AUDIO_S16;
          case "s32" -> SDL_AUDIO_S32;
          case "flt" -> SDL_AUDIO_F32;
          default -> 0;
        };
    int rate = header.sampleRate();
    boolean taken = format != 0 && rate >= MIN_RATE && rate <= MAX_RATE && isKnownLayout(header);
    // The low byte of SDL's number is the sample's bits.
    return taken
        ? new AudioFormat(format, (format & 0xff) / 8, planar, header.channels(), rate)
        : null;
  }

  /**
   * The filters that make a frame of any format one that SDL takes, packed and of 32 bits: from
   * integers libswresample knows that a mix of channels must not become too loud.
   */
  static String filters(FrameHeader header) {
    int rate = Math.max(MIN_RATE, Math.min(MAX_RATE, header.sampleRate()));
    boolean keepsLayout = isKnownLayout(header);
    return "aformat=sample_fmts=s32:sample_rates="
        + rate
        + ":channel_layouts="
        + (keepsLayout ? header.channelLayout() : "stereo");
  }

  /** Whether SDL has the channels of a layout in FFmpeg's order. */
  private static boolean isKnownLayout(FrameHeader header) {
    return switch (header.channelLayout()) {
      case "mono", "stereo", "2.1", "quad", "5.1", "5.1(side)", "6.1", "7.1" -> true;
      // A layout that is only a number of channels: nobody knows better.
      default -> header.channels() <= MAX_CHANNELS && header.channelLayout().endsWith(" channels");
    };
  }
}
