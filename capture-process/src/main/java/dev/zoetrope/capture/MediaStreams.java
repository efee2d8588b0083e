package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.ffmpeg.PictureLayout;
import dev.zoetrope.ffmpeg.SampleLayout;
import dev.zoetrope.layout.StreamKind;
import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * What the container says of a stream, as far as the pipeline wants to know before the first frame.
 */
final class MediaStreams {
  /** Slots for audio hold at least this; blocks of variable length seldom need more. */
  private static final long MIN_AUDIO_BYTES = 64 << 10;

  private static final int MAX_USUAL_SAMPLES = 4096;

  /** Slots for video of unknown size; the first frame then makes them what they must be. */
  private static final long UNKNOWN_VIDEO_BYTES = 1920L * 1080 * 4;

  private static final int LAYOUT_NAME_LENGTH = 128;

  private MediaStreams() {}

  /** Describes a stream of an input. */
  static SourceStream describe(MediaInput input, int index, InputOptions options) {
    AVStream stream = input.context().streams(index);
    AVCodecParameters parameters = stream.codecpar();
    long durationNs = options.effectiveNs(durationNs(input, stream));
    String codec = avcodec_get_name(parameters.codec_id()).getString();
    PressurePolicy pressure = input.kind().pressure();
    if (StreamSelection.kind(parameters) == StreamKind.AUDIO) {
      String description =
          Descriptions.audio(
              parameters.sample_rate(), layout(parameters), parameters.format(), codec, durationNs);
      return new SourceStream(
          StreamKind.AUDIO, audioCapacity(parameters), durationNs, 0, 1, pressure, description);
    }
    AVRational rate = Decoders.frameRate(input, stream);
    boolean hasRate = rate.num() > 0 && rate.den() > 0;
    String description =
        Descriptions.video(
            parameters.width(), parameters.height(), parameters.format(), rate, codec, durationNs);
    return new SourceStream(
        StreamKind.VIDEO,
        videoCapacity(parameters),
        durationNs,
        hasRate ? rate.num() : 0,
        hasRate ? rate.den() : 1,
        pressure,
        description);
  }

  private static long durationNs(MediaInput input, AVStream stream) {
    long ofStream = stream.duration();
    if (ofStream != MediaTime.NONE && ofStream > 0) {
      return MediaTime.rescale(ofStream, stream.time_base(), MediaTime.NANOSECONDS);
    }
    long ofInput = input.context().duration();
    return ofInput == MediaTime.NONE || ofInput <= 0 ? -1 : ofInput * 1000;
  }

  private static long videoCapacity(AVCodecParameters parameters) {
    int format = parameters.format();
    if (format < 0 || parameters.width() < 1 || parameters.height() < 1) {
      return UNKNOWN_VIDEO_BYTES;
    }
    return PictureLayout.of(format, parameters.width(), parameters.height()).payloadLength();
  }

  private static long audioCapacity(AVCodecParameters parameters) {
    int channels = parameters.ch_layout().nb_channels();
    if (parameters.format() < 0 || channels < 1) {
      return MIN_AUDIO_BYTES;
    }
    int samples = Math.max(MAX_USUAL_SAMPLES, parameters.frame_size());
    long bytes = SampleLayout.of(parameters.format(), channels, samples).payloadLength();
    return Math.max(MIN_AUDIO_BYTES, bytes);
  }

  private static String layout(AVCodecParameters parameters) {
    byte[] name = new byte[LAYOUT_NAME_LENGTH];
    int length = av_channel_layout_describe(parameters.ch_layout(), name, name.length);
    return length <= 1
        ? parameters.ch_layout().nb_channels() + " channels"
        : new String(name, 0, Math.min(length, name.length) - 1, StandardCharsets.US_ASCII);
  }
}
