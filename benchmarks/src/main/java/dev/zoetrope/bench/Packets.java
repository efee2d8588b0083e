package dev.zoetrope.bench;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;

import dev.zoetrope.ffmpeg.FfmpegException;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/** What is in a media file. */
final class Packets {
  private Packets() {}

  /** Counts the packets of its first stream: the frames, with every codec that is used here. */
  static long count(Path file) throws IOException {
    AVFormatContext context = new AVFormatContext(null);
    FfmpegException.check(
        avformat_open_input(context, file.toString(), (AVInputFormat) null, (AVDictionary) null),
        "file '" + file + "'");
    AVPacket packet = av_packet_alloc();
    try {
      long count = 0;
      while (av_read_frame(context, packet) >= 0) {
        count += packet.stream_index() == 0 ? 1 : 0;
        av_packet_unref(packet);
      }
      return count;
    } finally {
      av_packet_free(packet);
      avformat_close_input(context);
    }
  }
}
