package dev.zoetrope.launcher;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swresample.*;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Decodes a file with nothing but FFmpeg's libraries: what the pipeline's output is held against.
 * Shares no code with the product.
 */
final class ReferenceDecoder {
  /**
   * One decoded frame as {@code -f framemd5 -c:v rawvideo -c:a pcm_s16le} would list it.
   *
   * @param seconds presentation time from the start of the file
   * @param size bytes
   * @param md5 of the tightly packed picture, or of the samples as interleaved 16 bit
   */
  record Frame(double seconds, int size, String md5) {}

  private ReferenceDecoder() {}

  /** Decodes the best stream of a kind, or returns an empty list when there is none. */
  static List<Frame> decode(Path file, int mediaType) {
    AVFormatContext format = new AVFormatContext(null);
    check(avformat_open_input(format, file.toString(), null, null));
    check(avformat_find_stream_info(format, (PointerPointer<?>) null));
    int index = av_find_best_stream(format, mediaType, -1, -1, (PointerPointer<?>) null, 0);
    List<Frame> frames = index < 0 ? List.of() : decode(format, format.streams(index));
    avformat_close_input(format);
    return frames;
  }

  private static List<Frame> decode(AVFormatContext format, AVStream stream) {
    AVCodec codec = avcodec_find_decoder(stream.codecpar().codec_id());
    AVCodecContext context = avcodec_alloc_context3(codec);
    check(avcodec_parameters_to_context(context, stream.codecpar()));
    context.pkt_timebase(stream.time_base());
    context.flags(context.flags() | AV_CODEC_FLAG_UNALIGNED); // Crops to the pixel.
    check(avcodec_open2(context, codec, (AVDictionary) null));
    AVPacket packet = av_packet_alloc();
    AVFrame frame = av_frame_alloc();
    List<Frame> frames = new ArrayList<>();
    double start = format.start_time() == AV_NOPTS_VALUE ? 0 : format.start_time() / 1e6;
    double tick = av_q2d(stream.time_base());
    boolean more = true;
    while (more) {
      more = av_read_frame(format, packet) >= 0;
      if (!more || packet.stream_index() == stream.index()) {
        avcodec_send_packet(context, more ? packet : null);
        while (avcodec_receive_frame(context, frame) >= 0) {
          byte[] bytes = context.codec_type() == AVMEDIA_TYPE_VIDEO ? pack(frame) : samples(frame);
          double seconds = frame.best_effort_timestamp() * tick - start;
          frames.add(new Frame(seconds, bytes.length, md5(bytes)));
        }
      }
      av_packet_unref(packet);
    }
    av_packet_free(packet);
    av_frame_free(frame);
    avcodec_free_context(context);
    return frames;
  }

  private static byte[] pack(AVFrame frame) {
    int size = check(av_image_get_buffer_size(frame.format(), frame.width(), frame.height(), 1));
    try (BytePointer packed = new BytePointer(size)) {
      check(
          av_image_copy_to_buffer(
              packed,
              size,
              frame.data(),
              frame.linesize(),
              frame.format(),
              frame.width(),
              frame.height(),
              1));
      byte[] bytes = new byte[size];
      packed.get(bytes);
      return bytes;
    }
  }

  private static byte[] samples(AVFrame frame) {
    SwrContext converter = new SwrContext(null);
    AVChannelLayout layout = frame.ch_layout();
    check(
        swr_alloc_set_opts2(
            converter,
            layout,
            AV_SAMPLE_FMT_S16,
            frame.sample_rate(),
            layout,
            frame.format(),
            frame.sample_rate(),
            0,
            null));
    check(swr_init(converter));
    int size = frame.nb_samples() * layout.nb_channels() * 2;
    try (BytePointer packed = new BytePointer(Math.max(1, size));
        PointerPointer<Pointer> out = new PointerPointer<>(1)) {
      out.put(0, packed);
      check(
          swr_convert(
              converter, out, frame.nb_samples(), frame.extended_data(), frame.nb_samples()));
      byte[] bytes = new byte[size];
      packed.get(bytes);
      return bytes;
    } finally {
      swr_free(converter);
    }
  }

  private static String md5(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("MD5").digest(bytes);
      return String.format(Locale.ROOT, "%032x", new BigInteger(1, digest));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static int check(int code) {
    if (code < 0) {
      byte[] text = new byte[AV_ERROR_MAX_STRING_SIZE];
      av_strerror(code, text, text.length);
      throw new AssertionError(
          "FFmpeg says " + code + " " + new String(text, StandardCharsets.UTF_8).trim());
    }
    return code;
  }
}
