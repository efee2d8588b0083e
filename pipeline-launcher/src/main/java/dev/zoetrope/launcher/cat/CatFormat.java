package dev.zoetrope.launcher.cat;

import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.stage.StreamInfo;
import java.io.IOException;
import java.util.Optional;

/** What {@code -f} can be, by FFmpeg's names. */
final class CatFormat {
  private static final String ALLOWED =
      "rawvideo, yuv4mpegpipe for pictures, wav, u8, s16le, s32le, f32le, f64le for sound";

  private final String token;

  /**
   * A format.
   *
   * @param token as given; null for that of the frames themselves
   * @throws IllegalArgumentException when there is none of that name
   */
  CatFormat(String token) {
    this.token = token;
    if (token != null && !isPicture() && !isSound()) {
      throw new IllegalArgumentException("-f '" + token + "': allowed: " + ALLOWED);
    }
  }

  private boolean isPicture() {
    return token.equals("rawvideo") || token.equals("yuv4mpegpipe");
  }

  private boolean isSound() {
    return token.equals("wav") || PcmFormat.named(token).isPresent();
  }

  /**
   * Checks that it is one for a kind of stream.
   *
   * @throws IllegalArgumentException when it is for the other
   */
  void check(String stream, StreamKind kind) {
    if (token != null && isPicture() != (kind == StreamKind.VIDEO)) {
      throw new IllegalArgumentException(
          "-f '"
              + token
              + "': stream '"
              + stream
              + "' is "
              + (kind == StreamKind.VIDEO ? "video" : "audio")
              + ", allowed: "
              + ALLOWED);
    }
  }

  /**
   * The bytes of frames like this one.
   *
   * @throws IOException when the format cannot have them
   */
  ByteForm form(StreamInfo info, FrameHeader first) throws IOException {
    if (info.kind() == StreamKind.VIDEO) {
      return "yuv4mpegpipe".equals(token) ? new Yuv4Mpeg(info, first) : new RawVideo(info, first);
    }
    if ("wav".equals(token)) {
      return new Wav(first);
    }
    Pcm pcm = new Pcm(first);
    Optional<PcmFormat> wanted = Optional.ofNullable(token).flatMap(PcmFormat::named);
    if (wanted.isPresent() && wanted.get() != pcm.format()) {
      throw new IOException(
          "-f '"
              + token
              + "': the samples are "
              + pcm.format().token()
              + ", and nothing is converted here; leave -f out, or put 'zoetrope filter' with"
              + " aformat before");
    }
    return pcm;
  }
}
