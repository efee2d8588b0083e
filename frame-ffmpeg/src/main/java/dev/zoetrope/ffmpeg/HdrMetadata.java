package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.layout.FrameHeader;
import org.bytedeco.ffmpeg.avutil.AVContentLightMetadata;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.avutil.AVMasteringDisplayMetadata;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** Mastering display and light levels between FFmpeg's side data and a frame header. */
final class HdrMetadata {
  private static final int CHROMATICITY_DEN = 50000;
  private static final int LUMINANCE_DEN = 10000;
  private static final int WHITE = 6;
  private static final int MIN_LUMINANCE = 8;
  private static final int MAX_LUMINANCE = 9;

  private HdrMetadata() {}

  /** Reads what a frame has into a header. */
  static void toHeader(AVFrame frame, FrameHeader header) {
    AVFrameSideData mastering =
        av_frame_get_side_data(frame, AV_FRAME_DATA_MASTERING_DISPLAY_METADATA);
    if (mastering != null) {
      masteringToHeader(new AVMasteringDisplayMetadata(mastering.data()), header);
    }
    AVFrameSideData light = av_frame_get_side_data(frame, AV_FRAME_DATA_CONTENT_LIGHT_LEVEL);
    if (light != null) {
      AVContentLightMetadata levels = new AVContentLightMetadata(light.data());
      header.lightLevels(levels.MaxCLL(), levels.MaxFALL());
      header.flags(header.flags() | FrameHeader.HAS_LIGHT_LEVELS);
    }
  }

  private static void masteringToHeader(AVMasteringDisplayMetadata mastering, FrameHeader header) {
    if (mastering.has_primaries() != 0) {
      for (int color = 0; color < 3; color++) {
        for (int axis = 0; axis < 2; axis++) {
          AVRational value = mastering.display_primaries(color, axis);
          header.mastering(2 * color + axis, scale(value, CHROMATICITY_DEN));
        }
      }
      for (int axis = 0; axis < 2; axis++) {
        header.mastering(WHITE + axis, scale(mastering.white_point(axis), CHROMATICITY_DEN));
      }
    }
    if (mastering.has_luminance() != 0) {
      header.mastering(MIN_LUMINANCE, scale(mastering.min_luminance(), LUMINANCE_DEN));
      header.mastering(MAX_LUMINANCE, scale(mastering.max_luminance(), LUMINANCE_DEN));
    }
    header.flags(header.flags() | FrameHeader.HAS_MASTERING_DISPLAY);
  }

  private static int scale(AVRational value, int denominator) {
    return value.den() == 0
        ? 0
        : (int) Math.round((double) value.num() / value.den() * denominator);
  }

  /** Attaches what a header has to a frame. */
  static void toFrame(FrameHeader header, AVFrame frame) {
    if (header.has(FrameHeader.HAS_MASTERING_DISPLAY)) {
      masteringToFrame(header, av_mastering_display_metadata_create_side_data(frame));
    }
    if (header.has(FrameHeader.HAS_LIGHT_LEVELS)) {
      AVContentLightMetadata levels = av_content_light_metadata_create_side_data(frame);
      if (levels != null) {
        levels.MaxCLL(header.maxCll()).MaxFALL(header.maxFall());
      }
    }
  }

  private static void masteringToFrame(FrameHeader header, AVMasteringDisplayMetadata mastering) {
    if (mastering == null) {
      return;
    }
    for (int color = 0; color < 3; color++) {
      for (int axis = 0; axis < 2; axis++) {
        int value = header.mastering(2 * color + axis);
        set(mastering.display_primaries(color, axis), value, CHROMATICITY_DEN);
      }
    }
    for (int axis = 0; axis < 2; axis++) {
      set(mastering.white_point(axis), header.mastering(WHITE + axis), CHROMATICITY_DEN);
    }
    set(mastering.min_luminance(), header.mastering(MIN_LUMINANCE), LUMINANCE_DEN);
    set(mastering.max_luminance(), header.mastering(MAX_LUMINANCE), LUMINANCE_DEN);
    mastering.has_primaries(header.mastering(WHITE) > 0 ? 1 : 0);
    mastering.has_luminance(header.mastering(MAX_LUMINANCE) > 0 ? 1 : 0);
  }

  private static void set(AVRational value, int numerator, int denominator) {
    value.num(numerator).den(denominator);
  }
}
