package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.ffmpeg.Dictionaries;
import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.ffmpeg.FfmpegException;
import dev.zoetrope.ffmpeg.FilterGraph;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;

/** Encodes short clips, so that tests need no files and no programs. */
final class TestMedia {
  private TestMedia() {}

  /** What one stream of a clip holds. */
  record Track(String filter, String encoder, Map<String, String> options, int rotation) {
    static Track of(String filter, String encoder) {
      return new Track(filter, encoder, Map.of(), 0);
    }

    Track with(String key, String value) {
      Map<String, String> more = new java.util.HashMap<>(options);
      more.put(key, value);
      return new Track(filter, encoder, more, rotation);
    }

    Track rotated(int degrees) {
      return new Track(filter, encoder, options, degrees);
    }
  }

  /** Writes a clip; the muxer is that of the file's name. */
  static Path write(Path file, Track... tracks) throws IOException {
    Ffmpeg.initialize(false, true);
    AVFormatContext context = new AVFormatContext(null);
    FfmpegException.check(
        avformat_alloc_output_context2(context, null, null, file.toString()), "muxer");
    List<Encoding> encodings = new ArrayList<>();
    try {
      for (Track track : tracks) {
        encodings.add(new Encoding(track, context));
      }
      AVIOContext io = new AVIOContext(null);
      FfmpegException.check(
          avio_open2(io, file.toString(), AVIO_FLAG_WRITE, null, (AVDictionary) null), "file");
      context.pb(io);
      FfmpegException.check(avformat_write_header(context, (AVDictionary) null), "header");
      Encoding next = next(encodings);
      while (next != null) {
        next.step(context);
        next = next(encodings);
      }
      FfmpegException.check(av_write_trailer(context), "trailer");
      avio_closep(io);
    } finally {
      encodings.forEach(Encoding::close);
      avformat_free_context(context);
    }
    return file;
  }

  /** The one that is furthest behind. */
  private static Encoding next(List<Encoding> encodings) {
    return encodings.stream()
        .filter(encoding -> !encoding.isOver)
        .min((a, b) -> Double.compare(a.seconds, b.seconds))
        .orElse(null);
  }

  /** Overwrites the packets of a stream from one on; for formats that store them as they are. */
  static void damage(Path file, int stream, int firstPacket) throws IOException {
    AVFormatContext context = new AVFormatContext(null);
    FfmpegException.check(
        avformat_open_input(context, file.toString(), null, (AVDictionary) null), "input");
    AVPacket packet = av_packet_alloc();
    int number = 0;
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      while (av_read_frame(context, packet) >= 0) {
        if (packet.stream_index() == stream && number++ >= firstPacket) {
          bytes.seek(packet.pos());
          bytes.write(new byte[packet.size()]);
        }
        av_packet_unref(packet);
      }
    } finally {
      av_packet_free(packet);
      avformat_close_input(context);
    }
  }

  private static final class Encoding implements AutoCloseable {
    private final FilterGraph graph;
    private final AVCodecContext codec;
    private final AVStream stream;
    private final AVFrame frame = av_frame_alloc();
    private final AVPacket packet = av_packet_alloc();
    private double seconds;
    private boolean isOver;

    Encoding(Track track, AVFormatContext context) throws IOException {
      graph = FilterGraph.source(track.filter());
      AVCodec encoder = avcodec_find_encoder_by_name(track.encoder());
      codec = avcodec_alloc_context3(encoder);
      AVRational base = graph.timeBase();
      codec.time_base(base);
      if (graph.isVideo()) {
        codec.width(graph.width()).height(graph.height()).pix_fmt(graph.format());
        codec.framerate(graph.frameRate());
      } else {
        codec.sample_fmt(graph.format()).sample_rate(graph.sampleRate());
        av_channel_layout_from_string(codec.ch_layout(), graph.channelLayout());
      }
      if ((context.oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
        codec.flags(codec.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
      }
      AVDictionary options = Dictionaries.of(track.options());
      FfmpegException.check(avcodec_open2(codec, encoder, options), track.toString());
      if (!Dictionaries.leftovers(options).isEmpty()) {
        throw new IOException("not options of the encoder: " + Dictionaries.leftovers(options));
      }
      av_dict_free(options);
      if (codec.codec_type() == AVMEDIA_TYPE_AUDIO && codec.frame_size() > 0) {
        graph.setFrameSize(codec.frame_size());
      }
      stream = avformat_new_stream(context, null);
      stream.time_base(base);
      if (graph.isVideo()) {
        stream.avg_frame_rate(graph.frameRate());
      }
      FfmpegException.check(
          avcodec_parameters_from_context(stream.codecpar(), codec), "parameters");
      if (track.rotation() != 0) {
        rotate(track.rotation());
      }
    }

    private void rotate(int degrees) {
      BytePointer matrix = new BytePointer(av_malloc(36)).capacity(36);
      int[] values = new int[9];
      av_display_rotation_set(values, degrees);
      ByteBuffer bytes = matrix.asByteBuffer().order(ByteOrder.nativeOrder());
      for (int value : values) {
        bytes.putInt(value);
      }
      AVPacketSideData data = new AVPacketSideData();
      data.type(AV_PKT_DATA_DISPLAYMATRIX).data(matrix).size(36);
      AVPacketSideData owned = new AVPacketSideData(av_malloc(data.sizeof()));
      owned.type(data.type()).data(data.data()).size(data.size());
      stream.codecpar().coded_side_data(owned).nb_coded_side_data(1);
    }

    void step(AVFormatContext context) throws IOException {
      boolean hasFrame = graph.receive(frame);
      if (hasFrame) {
        seconds = frame.pts() * av_q2d(graph.timeBase());
        if ((codec.flags() & AV_CODEC_FLAG_INTERLACED_DCT) != 0) {
          frame.flags(
              frame.flags()
                  | AVFrame.AV_FRAME_FLAG_INTERLACED
                  | AVFrame.AV_FRAME_FLAG_TOP_FIELD_FIRST);
        }
        frame.pict_type(AV_PICTURE_TYPE_NONE);
      }
      FfmpegException.check(avcodec_send_frame(codec, hasFrame ? frame : null), "encoder");
      av_frame_unref(frame);
      while (avcodec_receive_packet(codec, packet) >= 0) {
        packet.stream_index(stream.index());
        av_packet_rescale_ts(packet, codec.time_base(), stream.time_base());
        FfmpegException.check(av_interleaved_write_frame(context, packet), "muxer");
      }
      isOver = !hasFrame;
    }

    @Override
    public void close() {
      av_packet_free(packet);
      av_frame_free(frame);
      avcodec_free_context(codec);
      graph.close();
    }
  }
}
