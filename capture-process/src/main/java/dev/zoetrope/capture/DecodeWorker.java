package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** Decodes one stream on a thread of its own, from its queue to its sink. */
final class DecodeWorker implements Runnable {
  private final PacketQueues.Queue queue;
  private final StreamDecoder decoder;
  private final FrameSink sink;
  private final Runnable onFailure;
  private volatile Throwable failure;

  /**
   * A worker that has not started.
   *
   * @param queue packets
   * @param decoder not closed here
   * @param sink ended here, when the stream ends in order
   * @param onFailure called when decoding cannot go on
   */
  DecodeWorker(
      PacketQueues.Queue queue, StreamDecoder decoder, FrameSink sink, Runnable onFailure) {
    this.queue = queue;
    this.decoder = decoder;
    this.sink = sink;
    this.onFailure = onFailure;
  }

  /** Why decoding could not go on; null when it did. */
  Throwable failure() {
    return failure;
  }

  /** The queue. */
  PacketQueues.Queue queue() {
    return queue;
  }

  /** The decoder. */
  StreamDecoder decoder() {
    return decoder;
  }

  @Override
  public void run() {
    try {
      while (step(queue.take())) {
        // Until the end of the stream.
      }
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
      onFailure.run();
    } finally {
      queue.close();
    }
  }

  private boolean step(PacketQueues.Item item) throws IOException {
    switch (item.kind()) {
      case PACKET -> {
        AVPacket packet = item.packet();
        try {
          if (decoder.decode(packet, item.timeNs(), sink)) {
            return true;
          }
        } finally {
          av_packet_free(packet);
        }
        sink.end();
      }
      case FLUSH -> {
        if (decoder.decode(null, 0, sink)) {
          decoder.restart();
          queue.flushed();
          return true;
        }
        sink.end();
      }
      case END -> {
        decoder.decode(null, 0, sink);
        sink.end();
      }
      case CANCELLED -> {}
    }
    return false;
  }
}
