package dev.zoetrope.stage;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.FrameHeaderDescriptor;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.StreamKind;
import java.io.IOException;
import org.agrona.concurrent.UnsafeBuffer;

/** One stream that a stage reads. For the stage's thread alone. */
public final class StageInput {
  private final String name;
  private final ReaderPolicy policy;
  private final StreamInfo info;
  private final long payloadCapacity;
  private final FrameHeader look =
      new FrameHeader(new UnsafeBuffer(new byte[FrameHeaderDescriptor.LAYOUT.length()]), 0);
  private StreamReader reader;
  private FrameLease waiting;
  private FrameLease current;
  private boolean isKept;
  private boolean hasLook;
  private boolean isOver;
  private long frames;

  StageInput(String name, ReaderPolicy policy, StreamInfo info, long payloadCapacity) {
    this.name = name;
    this.policy = policy;
    this.info = info;
    this.payloadCapacity = payloadCapacity;
  }

  /** Name of the stream. */
  public String name() {
    return name;
  }

  /** Video or audio. */
  public StreamKind kind() {
    return info.kind();
  }

  /** What is known of the stream. */
  public StreamInfo info() {
    return info;
  }

  /** Which frames this stage gets of it. */
  public ReaderPolicy policy() {
    return policy;
  }

  /** Frames taken, the current one included. */
  public long frames() {
    return frames;
  }

  /** Where the stream stands; LIVE before it is joined. */
  public ReaderState state() {
    return reader == null ? ReaderState.LIVE : reader.state();
  }

  /** Whether nothing more will come. */
  public boolean isEnded() {
    return isOver;
  }

  /** Slots of the stream: a stage that keeps frames keeps fewer than this, less two. */
  public int slotCount() {
    return reader.slotCount();
  }

  /** Payload bytes that the stream's slots had before it was joined; a hint for outputs like it. */
  long payloadCapacity() {
    return payloadCapacity;
  }

  /**
   * Keeps the frame that the stage has been given: from now on the stage closes it.
   *
   * @param frame the one of the current {@link Stage#onFrame}
   * @return the same
   * @throws IllegalArgumentException for any other frame
   */
  public FrameLease keep(FrameLease frame) {
    if (frame != current) {
      throw new IllegalArgumentException(
          "stream '" + name + "': only the frame of the current call can be kept");
    }
    isKept = true;
    return frame;
  }

  void join(StreamReader joined) throws StageException {
    reader = joined;
    if (joined.kind() != info.kind()) {
      throw new StageException("stream '" + name + "' is another one now; start again", null);
    }
  }

  StreamReader reader() {
    return reader;
  }

  /** Whether its frames have their place in the order of presentation. */
  boolean isOrdered() {
    return policy == ReaderPolicy.EVERY && !info.live();
  }

  /** Looks for a frame, unless there is one. */
  boolean fill() throws IOException {
    if (waiting == null && !isOver) {
      waiting = reader.poll();
    }
    return waiting != null;
  }

  FrameLease waiting() {
    return waiting;
  }

  /** Makes the waiting frame the current one. */
  FrameLease take() {
    current = waiting;
    waiting = null;
    isKept = false;
    frames++;
    return current;
  }

  /** The current frame was given to the stage, and is closed unless that keeps it. */
  void done() {
    if (!isKept) {
      current.close();
    }
    current = null;
  }

  /** Whether the current frame looks different from the last one. */
  boolean isNewLook() {
    FrameHeader header = current.header();
    if (hasLook && FrameLook.isSame(header, look)) {
      return false;
    }
    look.copyFrom(header);
    hasLook = true;
    return true;
  }

  void end() {
    isOver = true;
  }

  long skipped() {
    return reader == null
        ? 0
        : reader.counter(ReaderCellDescriptor.SKIPPED_STALE)
            + reader.counter(ReaderCellDescriptor.SKIPPED_OVERWRITTEN)
            + reader.counter(ReaderCellDescriptor.SKIPPED_CORRUPT);
  }

  void close() {
    if (waiting != null) {
      waiting.close();
      waiting = null;
    }
    if (reader != null) {
      reader.close();
    }
  }
}
