package dev.zoetrope.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;

/** Slots that a simulated decoder fills, and reads after they are published. */
final class KeptFrames {
  private final List<Kept> kept = new ArrayList<>();

  /** A slot and what is in it. */
  static final class Kept {
    private final FrameHold hold;
    private final UnsafeBuffer payload;
    private final long number;
    private boolean isFilled;
    private boolean isPublished;

    private Kept(FrameHold hold, long number, int length) {
      this.hold = hold;
      this.payload = new UnsafeBuffer(hold.payloadAddress(), length);
      this.number = number;
    }

    FrameHold hold() {
      return hold;
    }

    UnsafeBuffer payload() {
      return payload;
    }

    long number() {
      return number;
    }

    void filled() {
      isFilled = true;
    }

    void published() {
      isPublished = true;
    }

    private boolean isWritten(Sight sight) {
      return !isPublished && isIn(sight);
    }

    private boolean isIn(Sight sight) {
      return hold.slots().control().epoch() == sight.number();
    }
  }

  Kept add(FrameHold hold, long number, int length) {
    Kept added = new Kept(hold, number, length);
    kept.add(added);
    return added;
  }

  /** Takes out one that is filled; null when there is none. */
  Kept take(SplittableRandom random, boolean forPublishing) {
    List<Kept> fit =
        kept.stream().filter(k -> k.isFilled && !(forPublishing && k.isPublished)).toList();
    if (fit.isEmpty()) {
      return null;
    }
    Kept taken = fit.get(random.nextInt(fit.size()));
    kept.remove(taken);
    return taken;
  }

  void putBack(Kept taken) {
    kept.add(taken);
  }

  /** Slots that are being written, as far as readers can see. */
  int countWritten(Sight sight) {
    return (int) kept.stream().filter(k -> k.isWritten(sight)).count();
  }

  boolean keeps(Sight sight, int slot) {
    return kept.stream().anyMatch(k -> k.isIn(sight) && k.hold.slot() == slot);
  }

  /** What a decoder refers to is what it has written there. */
  static void check(Kept frame, String whose) {
    Pattern.checkPayload(frame.payload, frame.number, whose + " keeps it");
  }
}
