package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;

/** Opens audio encoders for the sound that they get. */
final class AudioCodec {
  private AudioCodec() {}

  /**
   * Opens an encoder.
   *
   * @param plan of the output
   * @param format that it will get
   * @return the encoder
   * @throws IOException with FFmpeg's reason
   */
  static Codec open(OutputPlan plan, SoundFormat format) throws IOException {
    EncoderChoice choice = plan.audio();
    AVCodecContext codec = avcodec_alloc_context3(choice.codec());
    codec.time_base().num(1).den(format.sampleRate());
    AudioConverter.describe(format, codec);
    codec.thread_count(0);
    if (Muxers.has(plan.muxer(), AVFMT_GLOBALHEADER)) {
      codec.flags(codec.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    }
    return Codec.open(codec, choice, plan.routing().audio());
  }
}
