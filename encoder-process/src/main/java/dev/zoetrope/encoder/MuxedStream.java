package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_NOTIMESTAMPS;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_TS_NONSTRICT;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import dev.zoetrope.ffmpeg.FfmpegException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * One stream of an output: known once its encoder is open, in the file once every stream has
 * brought a packet, or is known to have none: a track without packets breaks some files. Until then
 * its packets wait here. Guarded by its output.
 */
final class MuxedStream implements AutoCloseable {
  private final Queue<AVPacket> waiting = new ArrayDeque<>();
  private AVCodecParameters parameters;
  private AVRational timeBase;
  private Rational frameRate = Rational.UNKNOWN;
  private AVStream stream;
  private boolean absent;
  private long lastDts = AV_NOPTS_VALUE;

  /** Whether its encoder is open. */
  boolean isOpen() {
    return parameters != null;
  }

  /** Whether it has brought a packet, or never will. */
  boolean isSettled() {
    return absent || !waiting.isEmpty();
  }

  /** Says that it brings no packet, unless it has brought one. */
  void setAbsent() {
    absent = waiting.isEmpty();
  }

  /** Whether packets of it may be written. */
  boolean isMuxed() {
    return stream != null;
  }

  /** Takes what the muxer must know from an open encoder. */
  void open(AVCodecContext codec, Rational nominalRate) throws FfmpegException {
    parameters = avcodec_parameters_alloc();
    FfmpegException.check(avcodec_parameters_from_context(parameters, codec), "encoder");
    timeBase = Rational.of(codec.time_base()).toNative();
    frameRate = nominalRate;
  }

  /** Adds it to the muxer, unless it has no packets. */
  void addTo(AVFormatContext context) throws FfmpegException {
    if (absent) {
      return;
    }
    stream = avformat_new_stream(context, null);
    FfmpegException.check(avcodec_parameters_copy(stream.codecpar(), parameters), "muxer");
    stream.time_base().num(timeBase.num()).den(timeBase.den());
    if (frameRate.isKnown()) {
      stream.avg_frame_rate().num(frameRate.num()).den(frameRate.den());
      stream.r_frame_rate().num(frameRate.num()).den(frameRate.den());
    }
    stream.sample_aspect_ratio().num(parameters.sample_aspect_ratio().num());
    stream.sample_aspect_ratio().den(parameters.sample_aspect_ratio().den());
  }

  /** Keeps a packet until the header is written; the packet is empty then. */
  long keep(AVPacket packet) {
    AVPacket kept = av_packet_alloc();
    av_packet_move_ref(kept, packet);
    waiting.add(kept);
    return kept.size();
  }

  /** A packet that waited, to be freed by the caller; null when none is left. */
  AVPacket takeKept() {
    return waiting.poll();
  }

  /** Brings a packet into the time base of the muxer, and its times into an order it takes. */
  void prepare(AVPacket packet, int muxerFlags) {
    packet.stream_index(stream.index());
    av_packet_rescale_ts(packet, timeBase, stream.time_base());
    packet.time_base().num(stream.time_base().num()).den(stream.time_base().den());
    if ((muxerFlags & AVFMT_NOTIMESTAMPS) != 0 || packet.dts() == AV_NOPTS_VALUE) {
      return;
    }
    if (lastDts != AV_NOPTS_VALUE) {
      long least = lastDts + ((muxerFlags & AVFMT_TS_NONSTRICT) != 0 ? 0 : 1);
      if (packet.dts() < least) {
        packet.dts(least);
        packet.pts(Math.max(packet.pts(), least));
      }
    }
    lastDts = packet.dts();
  }

  @Override
  public void close() {
    for (AVPacket packet = waiting.poll(); packet != null; packet = waiting.poll()) {
      av_packet_free(packet);
    }
    if (parameters != null) {
      avcodec_parameters_free(parameters);
      parameters = null;
    }
  }
}
