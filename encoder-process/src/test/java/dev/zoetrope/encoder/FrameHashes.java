package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.ffmpeg.FilterGraph;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** What the framemd5 muxer has to say of a source, computed without a muxer or an encoder. */
final class FrameHashes {
  private FrameHashes() {}

  static List<String> of(String source, int stream) throws IOException, NoSuchAlgorithmException {
    Ffmpeg.initialize(false, true);
    List<String> lines = new ArrayList<>();
    AVFrame frame = av_frame_alloc();
    try (FilterGraph graph = FilterGraph.source(source)) {
      while (graph.receive(frame)) {
        byte[] bytes = graph.isVideo() ? pixels(frame) : samples(frame);
        long duration = graph.isVideo() ? Math.max(1, frame.duration()) : frame.nb_samples();
        String hash = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        lines.add(
            String.format(
                Locale.ROOT,
                "%d, %10d, %10d, %8d, %8d, %s",
                stream,
                frame.pts(),
                frame.pts(),
                duration,
                bytes.length,
                hash));
        av_frame_unref(frame);
      }
    }
    av_frame_free(frame);
    return lines;
  }

  private static byte[] pixels(AVFrame frame) {
    int format = frame.format();
    byte[] bytes = new byte[av_image_get_buffer_size(format, frame.width(), frame.height(), 1)];
    try (var buffer = new org.bytedeco.javacpp.BytePointer(bytes.length)) {
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

  private static byte[] samples(AVFrame frame) {
    byte[] bytes = new byte[frame.nb_samples() * 2 * frame.ch_layout().nb_channels()];
    frame.data(0).get(bytes);
    return bytes;
  }
}
