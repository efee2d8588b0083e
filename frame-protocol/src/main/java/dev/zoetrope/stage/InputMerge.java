package dev.zoetrope.stage;

import dev.zoetrope.channel.ReaderGroup;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.layout.FrameHeader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which input's frame comes next, as {@link Stage} promises. Of an ordered input at most
 * one frame is looked at ahead of its turn, and stays pinned until then; the others are asked only
 * when the stage is free to take what they have.
 */
final class InputMerge implements AutoCloseable {
  private final List<StageInput> inputs;
  private final ReaderGroup group = new ReaderGroup();
  private int turn;
  private boolean wasOrdered;

  /** Merges inputs that are joined. */
  InputMerge(List<StageInput> inputs) throws IOException {
    this.inputs = inputs;
    for (StageInput input : inputs) {
      group.add(input.reader());
    }
  }

  /**
   * Finds the next input with something to tell, waiting for it.
   *
   * @param timeoutNs longest wait, nanoseconds
   * @return one with a waiting frame, or without any because it ended; null when the time is up or
   *     {@link #wakeup} was called
   */
  StageInput await(long timeoutNs) throws IOException {
    StageInput next = poll();
    if (next == null) {
      List<StreamReader> empty = new ArrayList<>(inputs.size());
      for (StageInput input : inputs) {
        if (!input.isEnded() && input.waiting() == null) {
          empty.add(input.reader());
        }
      }
      group.await(empty, timeoutNs);
      next = poll();
    }
    return next;
  }

  /** The ordered inputs as a whole and the others take turns, so that neither starves the other. */
  private StageInput poll() throws IOException {
    StageInput ordered = firstOrdered();
    if (ordered != null && !wasOrdered) {
      wasOrdered = true;
      return ordered;
    }
    StageInput arrived = arrived();
    wasOrdered = arrived == null;
    return arrived == null ? ordered : arrived;
  }

  /** Null until every ordered input that goes on has a frame. */
  private StageInput firstOrdered() throws IOException {
    StageInput first = null;
    boolean isComplete = true;
    for (StageInput input : inputs) {
      if (input.isEnded() || !input.isOrdered()) {
        continue;
      }
      if (input.fill()) {
        first = first == null || time(input) < time(first) ? input : first;
      } else if (input.state() != ReaderState.LIVE) {
        return input;
      } else {
        isComplete = false;
      }
    }
    return isComplete ? first : null;
  }

  /** Asks the unordered inputs in turn, and pins a frame of one of them at most. */
  private StageInput arrived() throws IOException {
    for (int i = 0; i < inputs.size(); i++) {
      turn = (turn + 1) % inputs.size();
      StageInput input = inputs.get(turn);
      boolean isAsked = !input.isEnded() && !input.isOrdered();
      if (isAsked && (input.fill() || input.state() != ReaderState.LIVE)) {
        return input;
      }
    }
    return null;
  }

  /** A frame without a time does not wait for the others. */
  private static long time(StageInput input) {
    long pts = input.waiting().header().ptsNs();
    return pts == FrameHeader.NO_PTS ? Long.MIN_VALUE : pts;
  }

  /** Ends a wait; from any thread. */
  void wakeup() {
    group.wakeup();
  }

  @Override
  public void close() throws IOException {
    group.close();
  }
}
