package dev.zoetrope.filter;

import static org.bytedeco.ffmpeg.global.avutil.*;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/**
 * What frames are, a line for each picture: time, duration, format, size, hash. Of sound one line
 * for all of it, because how samples are cut into frames does not matter.
 */
final class Listing {
  private final List<String> lines = new ArrayList<>();
  private final ByteArrayOutputStream sound = new ByteArrayOutputStream();
  private String soundFormat;

  void add(AVFrame frame) {
    double tick = av_q2d(frame.time_base());
    if (frame.width() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%.6f %.6f %s %dx%d %s",
              frame.pts() * tick,
              frame.duration() * tick,
              av_get_pix_fmt_name(frame.format()).getString(),
              frame.width(),
              frame.height(),
              md5(pixels(frame))));
    } else {
      if (soundFormat == null) {
        soundFormat =
            String.format(
                Locale.ROOT,
                "%.6f %s %d Hz %d",
                frame.pts() * tick,
                av_get_sample_fmt_name(frame.format()).getString(),
                frame.sample_rate(),
                frame.ch_layout().nb_channels());
      }
      addSamples(frame);
    }
  }

  private void addSamples(AVFrame frame) {
    int planes = av_sample_fmt_is_planar(frame.format()) != 0 ? frame.ch_layout().nb_channels() : 1;
    int length = frame.nb_samples() * av_get_bytes_per_sample(frame.format());
    byte[] bytes = new byte[planes == 1 ? length * frame.ch_layout().nb_channels() : length];
    for (int plane = 0; plane < planes; plane++) {
      // Planar sound is compared by its first channel alone: the frames' cuts would mix them.
      frame.extended_data(plane).get(bytes);
      if (plane == 0) {
        sound.writeBytes(bytes);
      }
    }
  }

  List<String> lines() {
    return soundFormat == null
        ? lines
        : List.of(soundFormat + " " + sound.size() + " bytes " + md5(sound.toByteArray()));
  }

  private static byte[] pixels(AVFrame frame) {
    int format = frame.format();
    byte[] bytes = new byte[av_image_get_buffer_size(format, frame.width(), frame.height(), 1)];
    try (BytePointer buffer = new BytePointer(bytes.length)) {
      av_image_copy_to_buffer(
          buffer,
          bytes.length,
          frame.data(),
          frame.linesize(),
          format,
          frame.width(),
          frame.height(),
          1);
      buffer.get(bytes);
    }
    return bytes;
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
