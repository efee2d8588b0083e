package dev.zoetrope.launcher;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.ffmpeg.FfmpegException;
import dev.zoetrope.ffmpeg.FilterGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** Makes short clips of test patterns for the tests, by FFmpeg's libraries alone. */
final class ClipWriter {
  /**
   * One stream of a clip.
   *
   * @param graph a libavfilter source that ends, with its pixel or sample format at the end
   * @param codec name of FFmpeg's encoder
   */
  record Track(String graph, String codec) {}

  private ClipWriter() {}

  /** Writes a clip; the muxer is chosen by the file's extension. */
  static void write(Path file, Track... tracks) throws FfmpegException {
    AVFormatContext muxer = new AVFormatContext(null);
    check(avformat_alloc_output_context2(muxer, null, null, file.toString()));
    List<FilterGraph> graphs = new ArrayList<>();
    List<AVCodecContext> encoders = new ArrayList<>();
    for (Track track : tracks) {
      FilterGraph graph = FilterGraph.source(track.graph());
      graphs.add(graph);
      encoders.add(openEncoder(muxer, track, graph));
    }
    AVIOContext io = new AVIOContext(null);
    check(avio_open(io, file.toString(), AVIO_FLAG_WRITE));
    muxer.pb(io);
    check(avformat_write_header(muxer, (AVDictionary) null));
    for (int i = 0; i < graphs.size(); i++) {
      encode(muxer, i, graphs.get(i), encoders.get(i));
      graphs.get(i).close();
      avcodec_free_context(encoders.get(i));
    }
    check(av_write_trailer(muxer));
    avio_closep(io);
    avformat_free_context(muxer);
  }

  private static AVCodecContext openEncoder(AVFormatContext muxer, Track track, FilterGraph graph) {
    AVCodec codec = avcodec_find_encoder_by_name(track.codec());
    AVCodecContext encoder = avcodec_alloc_context3(codec);
    AVRational timeBase = graph.timeBase();
    encoder.time_base(timeBase);
    encoder.strict_std_compliance(FF_COMPLIANCE_EXPERIMENTAL);
    if (graph.isVideo()) {
      encoder.width(graph.width());
      encoder.height(graph.height());
      encoder.pix_fmt(graph.format());
      encoder.framerate(graph.frameRate());
    } else {
      encoder.sample_fmt(graph.format());
      encoder.sample_rate(graph.sampleRate());
      AVChannelLayout layout = new AVChannelLayout();
      check(av_channel_layout_from_string(layout, graph.channelLayout()));
      encoder.ch_layout(layout);
    }
    if ((muxer.oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
      encoder.flags(encoder.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    }
    check(avcodec_open2(encoder, codec, (AVDictionary) null));
    if (!graph.isVideo() && encoder.frame_size() > 0) {
      graph.setFrameSize(encoder.frame_size());
    }
    AVStream stream = avformat_new_stream(muxer, null);
    stream.time_base(timeBase);
    check(avcodec_parameters_from_context(stream.codecpar(), encoder));
    return encoder;
  }

  private static void encode(
      AVFormatContext muxer, int index, FilterGraph graph, AVCodecContext encoder)
      throws FfmpegException {
    AVFrame frame = av_frame_alloc();
    AVPacket packet = av_packet_alloc();
    boolean more = true;
    while (more) {
      more = graph.receive(frame);
      frame.pict_type(AV_PICTURE_TYPE_NONE);
      check(avcodec_send_frame(encoder, more ? frame : null));
      while (avcodec_receive_packet(encoder, packet) >= 0) {
        packet.stream_index(index);
        packet.duration(Math.max(packet.duration(), graph.isVideo() ? 1 : 0));
        av_packet_rescale_ts(packet, encoder.time_base(), muxer.streams(index).time_base());
        check(av_interleaved_write_frame(muxer, packet));
      }
      av_frame_unref(frame);
    }
    av_frame_free(frame);
    av_packet_free(packet);
  }

  private static void check(int code) {
    if (code < 0) {
      throw new AssertionError(FfmpegException.describe(code));
    }
  }
}
