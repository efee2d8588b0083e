package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** Where one stream's packets stand in time; state of {@link PacketTimes}. For one thread. */
final class StreamClock {
  final AVRational timeBase;
  final boolean isAudio;
  final int wrapBits;
  final long startTicks;
  boolean isUnwrapped;

  /** Decoding time of the newest packet, microseconds. */
  long dtsUs;

  /** Decoding time that the next packet should have, microseconds. */
  long nextUs = MediaTime.NONE;

  private final long delayUs;
  private final long audioPacketUs;
  private final boolean knowsSampleRate;
  private final long frameUs;

  StreamClock(AVStream stream) {
    AVCodecParameters parameters = stream.codecpar();
    timeBase = av_make_q(stream.time_base().num(), stream.time_base().den());
    isAudio = parameters.codec_type() == AVMEDIA_TYPE_AUDIO;
    wrapBits = stream.pts_wrap_bits();
    startTicks = stream.start_time();
    delayUs = parameters.video_delay() * perFrameUs(stream.avg_frame_rate());
    knowsSampleRate = parameters.sample_rate() > 0;
    audioPacketUs =
        knowsSampleRate ? 1_000_000L * parameters.frame_size() / parameters.sample_rate() : 0;
    frameUs = perFrameUs(parameters.framerate());
  }

  private static long perFrameUs(AVRational rate) {
    return rate.num() > 0 ? 1_000_000L * rate.den() / rate.num() : 0;
  }

  long toUs(long ticks) {
    return MediaTime.rescale(ticks, timeBase, MediaTime.MICROSECONDS);
  }

  long toTicks(long us) {
    return us == 0 ? 0 : MediaTime.rescale(us, MediaTime.MICROSECONDS, timeBase);
  }

  /** Takes note of a packet, after its times are right. */
  void advance(AVPacket packet) {
    if (nextUs == MediaTime.NONE) {
      nextUs = -delayUs + (packet.pts() == MediaTime.NONE ? 0 : toUs(packet.pts()));
    }
    if (packet.dts() != MediaTime.NONE) {
      nextUs = toUs(packet.dts());
    }
    dtsUs = nextUs;
    if (isAudio) {
      nextUs += knowsSampleRate ? audioPacketUs : toUs(packet.duration());
    } else {
      nextUs += packet.duration() > 0 ? toUs(packet.duration()) : frameUs;
    }
  }
}
