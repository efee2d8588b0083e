package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.ffmpeg.DecoderPictures;
import dev.zoetrope.ffmpeg.FfmpegException;
import dev.zoetrope.ffmpeg.command.StageLog;
import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.Pointer;

/**
 * Decodes one stream: packets in, frames with their times to a sink. Damage is counted and passed
 * over, as far as the codec can. For one thread at a time.
 */
final class StreamDecoder implements AutoCloseable {

  /** A codec that fails this often in a row without a packet in between will not recover. */
  private static final int MAX_ERRORS_IN_A_ROW = 1000;

  private final AVCodecContext codec;
  private final DecoderPictures pictures;
  private final boolean isVideo;
  private final boolean stampAtReading;
  private final AVRational aspectOfStream;
  private final boolean hasTimes;
  private final FrameTimes times;
  private final Trim trim;
  private final AVFrame frame = av_frame_alloc();
  private boolean isDiscontinuous;
  private long frames;
  private long errors;

  /**
   * Takes over an opened codec.
   *
   * @param codec freed by {@link #close}; its packet time base is set, its cropping is off
   * @param pictures the memory that it writes to, closed by {@link #close}; null for FFmpeg's own
   * @param aspectOfStream sample aspect ratio that overrides the codec's; 0 for none
   * @param hasTimes whether the container has times; else those of packets are made up
   * @param times gives frames their times
   * @param trim cuts the stream; closed by {@link #close}
   * @param stampAtReading whether capture time is that of the packet, not of the frame
   */
  StreamDecoder(
      AVCodecContext codec,
      DecoderPictures pictures,
      AVRational aspectOfStream,
      boolean hasTimes,
      FrameTimes times,
      Trim trim,
      boolean stampAtReading) {
    this.codec = codec;
    this.pictures = pictures;
    this.isVideo = codec.codec_type() == AVMEDIA_TYPE_VIDEO;
    this.aspectOfStream = aspectOfStream;
    this.hasTimes = hasTimes;
    this.times = times;
    this.trim = trim;
    this.stampAtReading = stampAtReading;
  }

  /** An integer where FFmpeg has a pointer that it only passes on. */
  private static final class Stamp extends Pointer {
    Stamp(long value) {
      address = value;
    }
  }

  /** The memory that it writes to; null when that is FFmpeg's own. */
  DecoderPictures pictures() {
    return pictures;
  }

  /** Whether it decodes audio. */
  boolean isAudio() {
    return !isVideo;
  }

  /** Frames decoded, those cut away included. */
  long frames() {
    return frames;
  }

  /** Packets and frames that could not be decoded. */
  long errors() {
    return errors;
  }

  /** Whether more than two thirds could not be decoded, which ffmpeg does not accept either. */
  boolean isMostlyDamaged() {
    return errors * 3 > (errors + frames) * 2;
  }

  /** Times of the frames so far. */
  FrameTimes times() {
    return times;
  }

  /**
   * Decodes a packet and passes on all frames that it completes.
   *
   * @param packet stays the caller's; null has the codec give out what it holds
   * @param readNs when the packet was read
   * @param sink takes the frames
   * @return false when no more packets are wanted
   * @throws IOException when the sink fails
   */
  boolean decode(AVPacket packet, long readNs, FrameSink sink) throws IOException {
    if (packet != null) {
      if (packet.size() == 0) {
        return true; // To the codec that would be the end.
      }
      if (!hasTimes) {
        packet.pts(MediaTime.NONE).dts(MediaTime.NONE);
      }
      if (stampAtReading) {
        packet.opaque(new Stamp(readNs));
      }
      if (pictures != null) {
        pictures.prepare();
      }
    }
    int code = avcodec_send_packet(codec, packet);
    if (code < 0 && code != AVERROR_EOF()) {
      damaged(code);
    }
    return receiveAll(sink);
  }

  private boolean receiveAll(FrameSink sink) throws IOException {
    int errorsInARow = 0;
    while (true) {
      av_frame_unref(frame);
      int code = avcodec_receive_frame(codec, frame);
      if (code == AVERROR_EAGAIN() || code == AVERROR_EOF()) {
        return true;
      }
      if (code < 0) {
        damaged(code);
        if (++errorsInARow >= MAX_ERRORS_IN_A_ROW) {
          return false;
        }
        continue;
      }
      errorsInARow = 0;
      if (!pass(sink)) {
        return false;
      }
    }
  }

  private void damaged(int code) {
    errors++;
    isDiscontinuous = true;
    StageLog.details(StreamDecoder.class)
        .info("{}: {}", codec.codec().name().getString(), FfmpegException.describe(code));
  }

  private boolean pass(FrameSink sink) throws IOException {
    frames++;
    Pointer stamp = frame.opaque();
    long captureTimeNs =
        stampAtReading && stamp != null && !stamp.isNull() ? stamp.address() : System.nanoTime();
    times.stamp(frame);
    if (isVideo) {
      if (aspectOfStream.num() > 0) {
        frame.sample_aspect_ratio(aspectOfStream);
      }
      FfmpegException.check(
          av_frame_apply_cropping(frame, AV_FRAME_CROP_UNALIGNED), "crop of a decoded picture");
    }
    AVFrame kept = trim.apply(frame);
    if (kept == null) {
      return !trim.isOver();
    }
    boolean discontinuous = isDiscontinuous;
    isDiscontinuous = false;
    return sink.accept(kept, captureTimeNs, discontinuous);
  }

  /** Forgets the past, after a seek; everything was taken out with a null packet before. */
  void restart() {
    avcodec_flush_buffers(codec);
  }

  @Override
  public void close() {
    av_frame_free(frame);
    trim.close();
    avcodec_free_context(codec);
    if (pictures != null) {
      pictures.close();
    }
  }
}
