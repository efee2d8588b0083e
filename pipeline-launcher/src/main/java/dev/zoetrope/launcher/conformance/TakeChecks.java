package dev.zoetrope.launcher.conformance;

import static dev.zoetrope.layout.FrameHeaderDescriptor.*;

import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/** How a reader takes, holds and releases frames. */
final class TakeChecks {
  private static final int MANY = 200;
  private static final int AUDIO_SAMPLES = 480;

  private TakeChecks() {}

  static List<Check> all() {
    return List.of(
        new Check(
            "order",
            "3",
            "as EVERY takes each frame once, in order, with the bytes that were written",
            TakeChecks::takesInOrder),
        new Check(
            "pins",
            "3",
            "pins what it holds, with the bit of its cell",
            TakeChecks::pinsWhatItHolds),
        new Check(
            "release",
            "3",
            "takes its own bit away when it releases, and no other, and counts it",
            TakeChecks::unpinsWhatItReleases),
        new Check("formats", "3", "reads the format from each frame", TakeChecks::readsEachFormat),
        new Check("audio", "3", "reads streams of samples", TakeChecks::readsAudio),
        new Check(
            "corrupt-frames",
            "3",
            "passes over frames whose header is invalid, counts and releases them",
            TakeChecks::passesOverCorruptFrames),
        new Check(
            "corrupt-ring",
            "3",
            "ends with an error when the ring names a slot that is none",
            TakeChecks::refusesCorruptRing));
  }

  private static void takesInOrder(Bench bench)
      throws IOException, InterruptedException, Violation {
    List<KitFrame> frames = KitFrame.range(1, MANY);
    try (StreamWriter writer = bench.openWriter(HandWriter.spec(Bench.SLOTS))) {
      Subject reader = bench.startReader("every");
      reader.expect("joined");
      reader.tell("take " + MANY);
      for (KitFrame frame : frames) {
        frame.publish(writer);
      }
      reader.expectFrames(frames, writer.epoch(), 1);
      reader.tell("leave");
      reader.mustEnd();
    }
  }

  private static void pinsWhatItHolds(Bench bench)
      throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, 4)) {
      Subject reader = writer.join("every");
      writer.publish(KitFrame.of(1));
      writer.publish(KitFrame.of(2));
      reader.ask("hold", "frame " + KitFrame.of(1).line(HandWriter.EPOCH, 1));
      writer.awaitPins(1, "it pins the one slot that it holds");
      reader.take(KitFrame.range(2, 2), HandWriter.EPOCH, 2);
      // All but the held slot are written again and again.
      for (long number = 3; number < 20; number++) {
        writer.publish(KitFrame.of(number));
        reader.take(KitFrame.range(number, number), HandWriter.EPOCH, number);
        writer.awaitPins(1, "it pins the one slot that it holds");
      }
      reader.ask("check", "held " + KitFrame.of(1).line(HandWriter.EPOCH, 1));
      Violation.unlessEqual(
          19L, writer.cell().consumedAcquire(), "its consumed cursor, after 19 frames");
      writer.mustAddUp();
    }
  }

  private static void unpinsWhatItReleases(Bench bench)
      throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, 4)) {
      Subject reader = writer.join("every");
      for (long number = 1; number <= 3; number++) {
        writer.publish(KitFrame.of(number));
        reader.ask("hold", "frame " + KitFrame.of(number).line(HandWriter.EPOCH, number));
      }
      Violation.unlessEqual(3, writer.pins(), "slots that it pins while it holds three frames");
      writer.pinForAnother(true);
      reader.ask("release", "released");
      Violation.unlessEqual(0, writer.pins(), "slots that it pins after the release");
      Violation.unlessEqual(
          3, writer.otherPins(), "slots that another reader pins, after the release");
      writer.pinForAnother(false);
      Violation.unlessEqual(
          3L, writer.counter(ReaderCellDescriptor.RELEASED), "its counter of releases");
      Violation.unlessEqual(
          0L, writer.counter(ReaderCellDescriptor.STALE_RELEASES), "its counter of stale releases");
      writer.publish(KitFrame.of(4));
      reader.take(KitFrame.range(4, 4), HandWriter.EPOCH, 4);
      writer.awaitPins(0, "the frame taken is released");
      writer.mustAddUp();
    }
  }

  private static void readsEachFormat(Bench bench)
      throws IOException, InterruptedException, Violation {
    List<KitFrame> frames =
        List.of(
            new KitFrame(1, "gray", 64, 48),
            new KitFrame(2, "yuv444p", 48, 16),
            new KitFrame(-5, "gray", 640, 2),
            new KitFrame(4, "gray", 1, 1));
    try (HandWriter writer = new HandWriter(bench, frames.size())) {
      Subject reader = writer.join("every");
      for (KitFrame frame : frames) {
        writer.publish(frame);
      }
      reader.take(frames, HandWriter.EPOCH, 1);
    }
  }

  private static void readsAudio(Bench bench) throws IOException, InterruptedException, Violation {
    List<KitFrame> frames =
        List.of(KitFrame.audio(0, AUDIO_SAMPLES), KitFrame.audio(1, AUDIO_SAMPLES / 3));
    EpochSpec spec = new EpochSpec(StreamKind.AUDIO, 4, frames.get(0).length(), -1, 0, 1, true);
    try (StreamWriter writer = bench.openWriter(spec)) {
      Subject reader = bench.startReader("every");
      reader.expect("joined");
      for (KitFrame frame : frames) {
        frame.publish(writer);
      }
      reader.take(frames, writer.epoch(), 1);
    }
  }

  private static Map<String, Consumer<UnsafeBuffer>> spoilers() {
    Map<String, Consumer<UnsafeBuffer>> all = new LinkedHashMap<>();
    all.put("generation", slot -> slot.putLong(GENERATION, 999));
    all.put("epoch", slot -> slot.putLong(EPOCH, HandWriter.EPOCH - 1));
    all.put("kind", slot -> slot.putInt(KIND, 2));
    all.put("payload length", slot -> slot.putLong(PAYLOAD_LENGTH, 1 << 20));
    all.put("negative payload length", slot -> slot.putLong(PAYLOAD_LENGTH, -1));
    all.put("time base", slot -> slot.putInt(TIME_BASE_DEN, 0));
    all.put("duration", slot -> slot.putLong(DURATION, -1));
    all.put("sample aspect ratio", slot -> slot.putInt(SAR_DEN, 0));
    all.put("format", slot -> slot.setMemory(FORMAT, FORMAT_LENGTH, (byte) 'x'));
    all.put("plane count", slot -> slot.putInt(PLANE_COUNT, MAX_PLANES + 1));
    all.put("plane offset", slot -> slot.putLong(PLANES, 32));
    all.put("plane stride", slot -> slot.putLong(PLANES + 8, 1 << 16));
    all.put("plane overflow", slot -> slot.putLong(PLANES + 8, Long.MAX_VALUE / 24));
    all.put("plane rows", slot -> slot.putInt(PLANES + 16, -1));
    all.put("width", slot -> slot.putInt(WIDTH, 0));
    all.put("crop", slot -> slot.putInt(CROP_LEFT, 64));
    all.put("rotation", slot -> slot.putInt(ROTATION, 360));
    return all;
  }

  private static void passesOverCorruptFrames(Bench bench)
      throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, 4)) {
      Subject reader = writer.join("every");
      long corrupt = 0;
      for (Map.Entry<String, Consumer<UnsafeBuffer>> spoiler : spoilers().entrySet()) {
        writer.publish(KitFrame.of(1000 + corrupt), spoiler.getValue());
        corrupt++;
        KitFrame good = KitFrame.of(corrupt);
        long sequence = writer.publish(good);
        reader.tell("take 1");
        String line = reader.line();
        String expected = "frame " + good.line(HandWriter.EPOCH, sequence);
        Violation.unless(
            line.equals(expected),
            "frame with a wrong "
                + spoiler.getKey()
                + ": said '"
                + line
                + "', expected the next frame: '"
                + expected
                + "'");
        Violation.unlessEqual(
            corrupt, writer.counter(ReaderCellDescriptor.SKIPPED_CORRUPT), "skipped corrupt");
        writer.awaitPins(0, "all frames are released");
      }
      Violation.unlessEqual(
          corrupt, writer.counter(ReaderCellDescriptor.DELIVERED), "its counter of delivered");
      writer.mustAddUp();
    }
  }

  private static void refusesCorruptRing(Bench bench)
      throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, Bench.SLOTS)) {
      Subject reader = writer.join("every");
      long sequence = writer.publish(KitFrame.of(1));
      writer
          .control()
          .putLongVolatile(
              ControlDescriptor.ringOffset(sequence), ControlDescriptor.ringEntry(sequence, 200));
      reader.tell("take 1");
      reader.mustRefuse("frame", "a ring entry with slot 200 of " + Bench.SLOTS);
    }
  }
}
