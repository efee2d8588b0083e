package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.ffmpeg.Dictionaries;
import dev.zoetrope.ffmpeg.FfmpegException;
import dev.zoetrope.layout.StreamKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** An open encoder: frames in, packets out. Not thread-safe. */
final class Codec implements AutoCloseable {
  /** Takes packets; their content is the consumer's from then on. */
  @FunctionalInterface
  interface PacketConsumer {
    void accept(AVPacket packet) throws IOException;
  }

  private final AVCodecContext context;
  private final String name;
  private final AVPacket packet = av_packet_alloc();
  private final AVRational packetBase = packet.time_base();
  private final AVRational timeBase;
  private final boolean needsGrowingTimes;
  private long lastPts = Long.MIN_VALUE;
  private long nextPts;
  private long frames;

  private Codec(AVCodecContext context, EncoderChoice choice) {
    this.context = context;
    this.name = choice.name();
    this.timeBase = Rational.of(context.time_base()).toNative();
    this.needsGrowingTimes = choice.can(AV_CODEC_CAP_DELAY);
  }

  /**
   * Opens a context that has been filled in.
   *
   * @param context freed on failure
   * @param choice its encoder
   * @param options for it; all must be used
   * @return the encoder
   * @throws IOException with FFmpeg's reason
   */
  static Codec open(AVCodecContext context, EncoderChoice choice, Map<String, String> options)
      throws IOException {
    AVDictionary dictionary = Dictionaries.of(options);
    boolean opened = false;
    try {
      String what = "encoder '" + choice.name() + "'";
      int code = avcodec_open2(context, choice.codec(), dictionary);
      if (code < 0) {
        throw explained(FfmpegException.of(code, what), options, choice.kind());
      }
      List<String> unused = Dictionaries.leftovers(dictionary);
      if (!unused.isEmpty()) {
        throw new OutputException("option '-" + unused.get(0) + "': not used by " + what);
      }
      opened = true;
      return new Codec(context, choice);
    } finally {
      av_dict_free(dictionary);
      if (!opened) {
        avcodec_free_context(context);
      }
    }
  }

  /** FFmpeg says what it cannot read, but not of which option. */
  private static IOException explained(
      FfmpegException error, Map<String, String> options, StreamKind kind) {
    for (Map.Entry<String, String> option : options.entrySet()) {
      if (error.getMessage().contains("'" + option.getValue() + "'")) {
        ExtraOption refused = new ExtraOption(option.getKey(), kind, option.getValue());
        return new OutputException(
            "option '"
                + refused.written()
                + "': cannot be '"
                + refused.value()
                + "'; "
                + error.getMessage());
      }
    }
    return error;
  }

  AVCodecContext context() {
    return context;
  }

  /** Samples that each frame but the last must have; 0 for any number. */
  int fixedFrameSize() {
    boolean any = (context.codec().capabilities() & AV_CODEC_CAP_VARIABLE_FRAME_SIZE) != 0;
    return any ? 0 : context.frame_size();
  }

  /** Frames encoded. */
  long frames() {
    return frames;
  }

  /** End of the last frame, seconds of media time. */
  double endSeconds() {
    return nextPts * (double) timeBase.num() / timeBase.den();
  }

  /** Encodes a frame, whose time base says what its times are in. */
  void encode(AVFrame frame, PacketConsumer consumer) throws IOException {
    stamp(frame);
    frames++;
    int code = avcodec_send_frame(context, frame);
    while (code == AVERROR_EAGAIN()) {
      drain(consumer);
      code = avcodec_send_frame(context, frame);
    }
    FfmpegException.check(code, "encoder '" + name + "'");
    drain(consumer);
  }

  private void stamp(AVFrame frame) {
    AVRational from = frame.time_base();
    long pts = frame.pts();
    pts = pts == AV_NOPTS_VALUE ? nextPts : av_rescale_q(pts, from, timeBase);
    if (needsGrowingTimes && lastPts != Long.MIN_VALUE && pts <= lastPts) {
      pts = lastPts + 1;
    }
    frame.duration(av_rescale_q(frame.duration(), from, timeBase)).pts(pts);
    from.num(timeBase.num()).den(timeBase.den());
    frame.pict_type(AV_PICTURE_TYPE_NONE);
    frame.quality(context.global_quality());
    lastPts = pts;
    nextPts = pts + Math.max(1, frame.duration());
  }

  /** Hands out what the encoder still holds. */
  void finish(PacketConsumer consumer) throws IOException {
    int code = avcodec_send_frame(context, null);
    if (code != AVERROR_EOF()) {
      FfmpegException.check(code, "encoder '" + name + "'");
    }
    drain(consumer);
  }

  private void drain(PacketConsumer consumer) throws IOException {
    while (true) {
      int code = avcodec_receive_packet(context, packet);
      if (code == AVERROR_EAGAIN() || code == AVERROR_EOF()) {
        return;
      }
      FfmpegException.check(code, "encoder '" + name + "'");
      try {
        packetBase.num(timeBase.num()).den(timeBase.den());
        consumer.accept(packet);
      } finally {
        av_packet_unref(packet);
      }
    }
  }

  @Override
  public void close() {
    av_packet_free(packet);
    avcodec_free_context(context);
  }
}
