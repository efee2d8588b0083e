package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/** A media file, read back with libavformat and decoded to its end. */
final class MediaFile {
  /** What one stream of it turned out to be. */
  static final class Stream {
    String codec;
    int frames;
    int errors;
    long samples;
    double start = Double.NaN;
    double end;
    int width;
    int height;
    String pixelFormat;
    int channels;
    int sampleRate;
    int colorPrimaries;
    int colorRange;
    int fieldOrder;
    double rotation = Double.NaN;
    boolean hasMastering;
    final List<Integer> widths = new ArrayList<>();
  }

  final List<Stream> streams = new ArrayList<>();
  double duration;

  static MediaFile read(String path) {
    MediaFile file = new MediaFile();
    AVFormatContext context = new AVFormatContext(null);
    int opened = avformat_open_input(context, path, (AVInputFormat) null, (AVDictionary) null);
    assertTrue(opened >= 0, "cannot open " + path);
    avformat_find_stream_info(context, (PointerPointer<?>) null);
    List<AVCodecContext> decoders = new ArrayList<>();
    for (int i = 0; i < context.nb_streams(); i++) {
      AVStream stream = context.streams(i);
      AVCodecContext decoder =
          avcodec_alloc_context3(avcodec_find_decoder(stream.codecpar().codec_id()));
      avcodec_parameters_to_context(decoder, stream.codecpar());
      decoder.pkt_timebase(stream.time_base());
      assertTrue(
          avcodec_open2(decoder, (org.bytedeco.ffmpeg.avcodec.AVCodec) null, (AVDictionary) null)
              >= 0);
      decoders.add(decoder);
      file.streams.add(describe(stream));
    }
    file.duration = context.duration() / (double) AV_TIME_BASE;
    AVPacket packet = av_packet_alloc();
    while (av_read_frame(context, packet) >= 0) {
      int index = packet.stream_index();
      file.decode(decoders.get(index), packet, context.streams(index), index);
      av_packet_unref(packet);
    }
    for (int i = 0; i < decoders.size(); i++) {
      file.decode(decoders.get(i), null, context.streams(i), i);
      avcodec_free_context(decoders.get(i));
    }
    av_packet_free(packet);
    avformat_close_input(context);
    return file;
  }

  private static Stream describe(AVStream from) {
    Stream stream = new Stream();
    stream.codec = avcodec_get_name(from.codecpar().codec_id()).getString();
    stream.width = from.codecpar().width();
    stream.height = from.codecpar().height();
    stream.channels = from.codecpar().ch_layout().nb_channels();
    stream.sampleRate = from.codecpar().sample_rate();
    stream.colorPrimaries = from.codecpar().color_primaries();
    stream.colorRange = from.codecpar().color_range();
    stream.fieldOrder = from.codecpar().field_order();
    for (int i = 0; i < from.codecpar().nb_coded_side_data(); i++) {
      AVPacketSideData data = from.codecpar().coded_side_data().getPointer(i);
      if (data.type() == AV_PKT_DATA_DISPLAYMATRIX) {
        int[] matrix = new int[9];
        new IntPointer(data.data()).get(matrix);
        stream.rotation = -av_display_rotation_get(matrix);
      }
      stream.hasMastering |= data.type() == AV_PKT_DATA_MASTERING_DISPLAY_METADATA;
    }
    return stream;
  }

  private void decode(AVCodecContext decoder, AVPacket packet, AVStream from, int index) {
    Stream stream = streams.get(index);
    if (avcodec_send_packet(decoder, packet) < 0) {
      stream.errors++;
    }
    AVFrame frame = av_frame_alloc();
    double base = (double) from.time_base().num() / from.time_base().den();
    while (avcodec_receive_frame(decoder, frame) >= 0) {
      double time = frame.best_effort_timestamp() * base;
      stream.frames++;
      stream.samples += frame.nb_samples();
      stream.start = Double.isNaN(stream.start) ? time : stream.start;
      stream.end = Math.max(stream.end, time + frame.duration() * base);
      if (frame.width() > 0) {
        stream.pixelFormat = av_get_pix_fmt_name(frame.format()).getString();
        stream.widths.add(frame.width());
      }
      av_frame_unref(frame);
    }
    av_frame_free(frame);
  }
}
