package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_PROP_INTRA_ONLY;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_descriptor_get;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import dev.zoetrope.ffmpeg.DecoderPictures;
import dev.zoetrope.ffmpeg.command.StageLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.slf4j.Logger;

/** Decides which decoders write into slots themselves. */
final class DirectDecoding {
  private DirectDecoding() {}

  /**
   * Before a decoder is opened.
   *
   * @return the memory that it is to write to; null when that is FFmpeg's own
   * @throws IOException when it has to be slots and cannot
   */
  static DecoderPictures begin(AVCodecContext codec, InputOptions options, String what)
      throws IOException {
    Direct direct = options.direct();
    if (direct == Direct.OFF || codec.codec_type() != AVMEDIA_TYPE_VIDEO) {
      return null;
    }
    if (!DecoderPictures.isPossible(codec)) {
      refuse(codec, direct, what, "it takes no memory of others");
      return null;
    }
    if (direct == Direct.AUTO && !isFaster(codec)) {
      refuse(codec, direct, what, "that is as fast here, and takes less memory");
      return null;
    }
    return new DecoderPictures(codec);
  }

  /**
   * Measured: where pictures refer to others, the copy costs more than slots that are colder than
   * the few buffers which FFmpeg uses again and again. Where they do not, the copy finds them in
   * the cache.
   */
  private static boolean isFaster(AVCodecContext codec) {
    int properties = avcodec_descriptor_get(codec.codec_id()).props();
    return (properties & AV_CODEC_PROP_INTRA_ONLY) == 0;
  }

  /**
   * After it was opened, when it knows more of its pictures.
   *
   * @param pictures what {@link #begin} returned
   * @throws IOException when it has to be slots and cannot
   */
  static void check(AVCodecContext codec, DecoderPictures pictures, Direct direct, String what)
      throws IOException {
    if (pictures != null && pictures.payloadLength() == 0) {
      refuse(codec, direct, what, "its pictures are of no known size, or no planes in memory");
    }
  }

  /**
   * Before the stream is opened, when its readers are known. What the decoder keeps is as much
   * shared memory again as the slots of readers, and more; where that is scarce, others need it.
   * Measured: several readers are slower on so many slots than the copy is, where that runs beside
   * the threads that decode.
   *
   * @param readers that are waited for
   * @return the stream, or the same with frames that are copied
   */
  static SourceStream ifWorth(SourceStream stream, int slots, int readers, CaptureSettings settings)
      throws IOException {
    if (stream.pictures() == null || settings.options().direct() == Direct.ON) {
      return stream;
    }
    if (readers > 1 && stream.pictures().isByFrame()) {
      details().info("frames are copied into slots: that is faster with {} readers", readers);
      return stream.copied();
    }
    long needed = stream.spec(slots).framesLength();
    long free = usableSpace(settings.directory().path());
    if (needed <= free / 2) {
      return stream;
    }
    details().info("frames are copied into slots: more would take {} of {} bytes", needed, free);
    return stream.copied();
  }

  private static long usableSpace(Path path) throws IOException {
    Path there = path.toAbsolutePath();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    return Files.getFileStore(there).getUsableSpace();
  }

  private static void refuse(AVCodecContext codec, Direct direct, String what, String why)
      throws IOException {
    String decoder = what + ": decoder '" + codec.codec().name().getString() + "'";
    if (direct == Direct.ON) {
      throw new IOException(decoder + " cannot decode into slots: " + why + "; use --direct auto");
    }
    details().info("{} copies into slots: {}", decoder, why);
  }

  private static Logger details() {
    return StageLog.details(DirectDecoding.class);
  }
}
