package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.ffmpeg.HeldSlots;
import dev.zoetrope.ffmpeg.command.StageLog;
import dev.zoetrope.layout.StreamKind;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Drains one stream into an output: lease, frame over the slot, conversion where needed, codec,
 * muxer. Runs on a thread of its own.
 */
final class StreamEncoder implements AutoCloseable {
  private static final long WAIT_NS = 100_000_000L;

  private final String stream;
  private final StreamReader reader;
  private final int index;
  private final OutputPlan plan;
  private final Output output;
  private final BooleanSupplier stopped;
  private final HeldSlots slots = new HeldSlots();
  private final FrameConverter converter;
  private final long most;
  private Codec codec;
  private volatile long frames;
  private volatile double endSeconds;
  private volatile boolean isComplete;

  /**
   * Prepares.
   *
   * @param stream name
   * @param reader joined; stays the caller's
   * @param index of the stream in the output
   * @param plan of the output
   * @param output gets the packets
   * @param stopped whether to end before the stream does
   * @throws IOException for options that cannot be
   */
  StreamEncoder(
      String stream,
      StreamReader reader,
      int index,
      OutputPlan plan,
      Output output,
      BooleanSupplier stopped)
      throws IOException {
    this.stream = stream;
    this.reader = reader;
    this.index = index;
    this.plan = plan;
    this.output = output;
    this.stopped = stopped;
    this.most = isVideo() ? plan.options().video().frames() : Long.MAX_VALUE;
    Rational rate = new Rational(reader.frameRateNum(), reader.frameRateDen());
    this.converter =
        isVideo()
            ? new VideoConverter(plan.options().video(), plan.video(), plan.muxer(), rate)
            : new AudioConverter(plan.options().audio(), plan.audio());
  }

  String stream() {
    return stream;
  }

  boolean isVideo() {
    return reader.kind() == StreamKind.VIDEO;
  }

  /** Frames encoded so far. */
  long frames() {
    return frames;
  }

  /** End of the last frame so far, seconds of media time. */
  double endSeconds() {
    return endSeconds;
  }

  /** Whether the last frame was encoded, at the end of the stream or before. */
  boolean isComplete() {
    return isComplete;
  }

  void wakeup() {
    reader.wakeup();
  }

  /**
   * Drains the stream to its end.
   *
   * @return how it ended; {@code LIVE} when it was stopped
   * @throws IOException when encoding or writing fails
   */
  ReaderState run() throws IOException {
    ReaderState state = ReaderState.LIVE;
    while (state == ReaderState.LIVE && !stopped.getAsBoolean() && wantsMore()) {
      FrameLease lease = reader.await(WAIT_NS);
      if (lease != null) {
        encode(lease);
      } else {
        slots.giveBack();
        state = reader.state();
      }
    }
    converter.finish(this::encodeConverted);
    if (codec != null) {
      codec.finish(packet -> output.write(index, packet));
    }
    output.end(index);
    isComplete = true;
    state = passOver(state);
    StageLog.details(StreamEncoder.class)
        .debug("stream '{}': {}, {} frames, {} copied", stream, state, frames, slots.copied());
    return state;
  }

  private boolean wantsMore() {
    return frames < most && !converter.isEnded();
  }

  /** Gives back what comes after nothing more was wanted, so that nobody waits for it. */
  private ReaderState passOver(ReaderState state) throws IOException {
    ReaderState now = state;
    while (now == ReaderState.LIVE && !stopped.getAsBoolean()) {
      try (FrameLease lease = reader.await(WAIT_NS)) {
        if (lease == null) {
          now = reader.state();
        }
      }
    }
    return now;
  }

  private void encode(FrameLease lease) throws IOException {
    AVFrame frame = slots.take(lease, reader.slotCount());
    try {
      if (codec == null && converter instanceof AudioConverter audio) {
        codec = AudioCodec.open(plan, audio.begin(frame));
        audio.setFrameSize(codec.fixedFrameSize());
        output.open(index, codec.context(), Rational.UNKNOWN);
      }
      converter.convert(frame, this::encodeConverted);
    } finally {
      av_frame_free(frame);
      slots.giveBack();
    }
  }

  private void encodeConverted(AVFrame frame) throws IOException {
    if (frames >= most) {
      return;
    }
    if (codec == null && converter instanceof VideoConverter video) {
      codec = VideoCodec.open(plan, frame, video.frameRate(), reader.liveSource());
      output.open(index, codec.context(), video.frameRate());
    }
    codec.encode(frame, packet -> output.write(index, packet));
    frames = codec.frames();
    endSeconds = codec.endSeconds();
  }

  @Override
  public void close() {
    converter.close();
    if (codec != null) {
      codec.close();
    }
    slots.close();
  }
}
