package dev.zoetrope.capture;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.ffmpeg.PictureLayout;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.PipelineDirectory;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bytedeco.ffmpeg.global.avutil;

/** What a reader of one stream got, frame by frame, and how the stream ended. */
final class Received {
  final List<Frame> frames = new ArrayList<>();
  volatile ReaderState end;
  int frameRateNum;
  int frameRateDen;
  long durationNs;
  boolean live;

  /** A frame, copied out of its header; the digest is of its content without padding. */
  record Frame(
      long pts,
      long duration,
      int timeBaseNum,
      int timeBaseDen,
      String format,
      int width,
      int height,
      int samples,
      int sampleRate,
      String layout,
      int flags,
      int rotation,
      int sarNum,
      int sarDen,
      int matrix,
      long captureTimeNs,
      long size,
      String md5) {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }

    Frame withCaptureTime(long ns) {
      return new Frame(
          pts,
          duration,
          timeBaseNum,
          timeBaseDen,
          format,
          width,
          height,
          samples,
          sampleRate,
          layout,
          flags,
          rotation,
          sarNum,
          sarDen,
          matrix,
          ns,
          size,
          md5);
    }

    double seconds() {
      return (double) pts * timeBaseNum / timeBaseDen;
    }
  }

  /** Joins a stream when it appears, and reads it to its end on a thread of its own. */
  static CompletableFuture<Received> of(PipelineDirectory pipeline, String stream) {
    return of(pipeline, stream, Long.MAX_VALUE);
  }

  /** The same, leaving after some frames. */
  static CompletableFuture<Received> of(PipelineDirectory pipeline, String stream, long most) {
    CompletableFuture<Received> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                Received received = new Received();
                received.read(pipeline, stream, most);
                result.complete(received);
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            },
            "reader-" + stream);
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private void read(PipelineDirectory pipeline, String stream, long most) throws Exception {
    ReaderOptions options = ReaderOptions.of("test", ReaderPolicy.EVERY);
    try (StreamReader reader = StreamReader.connect(pipeline, stream, options)) {
      frameRateNum = reader.frameRateNum();
      frameRateDen = reader.frameRateDen();
      durationNs = reader.durationNs();
      live = reader.liveSource();
      while (reader.state() == ReaderState.LIVE && frames.size() < most) {
        try (FrameLease lease = reader.await(100_000_000L)) {
          if (lease != null) {
            frames.add(copy(lease));
          }
        }
      }
      end = reader.state();
    }
  }

  private static Frame copy(FrameLease lease) throws Exception {
    FrameHeader header = lease.header();
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    boolean isVideo = header.kind() == StreamKind.VIDEO;
    long size = isVideo ? digestPicture(lease, md5) : digestSamples(lease, md5);
    return new Frame(
        header.pts(),
        header.duration(),
        header.timeBaseNum(),
        header.timeBaseDen(),
        header.format(),
        header.width(),
        header.height(),
        isVideo ? 0 : header.sampleCount(),
        isVideo ? 0 : header.sampleRate(),
        isVideo ? "" : header.channelLayout(),
        header.flags(),
        header.rotation(),
        header.sarNum(),
        header.sarDen(),
        header.colorMatrix(),
        header.captureTimeNs(),
        size,
        HexFormat.of().formatHex(md5.digest()));
  }

  private static long digestPicture(FrameLease lease, MessageDigest md5) {
    FrameHeader header = lease.header();
    int format = avutil.av_get_pix_fmt(header.format());
    PictureLayout layout = PictureLayout.of(format, header.width(), header.height());
    long size = 0;
    for (int plane = 0; plane < header.planeCount(); plane++) {
      ByteBuffer bytes = lease.plane(plane);
      for (int row = 0; row < header.planeRows(plane); row++) {
        md5.update(bytes.slice((int) (row * header.planeStride(plane)), layout.rowLength(plane)));
        size += layout.rowLength(plane);
      }
    }
    return size;
  }

  /** Interleaved, as PCM is. */
  private static long digestSamples(FrameLease lease, MessageDigest md5) {
    FrameHeader header = lease.header();
    int width = avutil.av_get_bytes_per_sample(avutil.av_get_sample_fmt(header.format()));
    byte[] packed = new byte[header.sampleCount() * header.channels() * width];
    ByteBuffer bytes = lease.plane(0);
    if (header.planeRows(0) == 1) {
      bytes.get(0, packed);
    } else {
      for (int sample = 0; sample < header.sampleCount(); sample++) {
        for (int channel = 0; channel < header.channels(); channel++) {
          int from = (int) (channel * header.planeStride(0)) + sample * width;
          bytes.get(from, packed, (sample * header.channels() + channel) * width, width);
        }
      }
    }
    md5.update(packed);
    return packed.length;
  }
}
