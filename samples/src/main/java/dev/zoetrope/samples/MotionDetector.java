package dev.zoetrope.samples;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.ffmpeg.command.StageRunner;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.stage.Stage;
import dev.zoetrope.stage.StageContext;
import dev.zoetrope.stage.StageInput;
import java.io.PrintStream;
import java.util.Locale;
import org.agrona.DirectBuffer;

/**
 * A stage that only watches: says when something in the picture begins and ceases to move, as lines
 * of JSON.
 *
 * <pre>
 * ./zoetrope stage dev.zoetrope.samples.MotionDetector -i video --policy latest area=2 threshold=20
 * {"event": "motion", "pts_ms": 1200, "changed_percent": 7.4}
 * {"event": "still", "pts_ms": 3440, "changed_percent": 0.3}
 * </pre>
 *
 * <p>Every fourth pixel of every fourth row is compared with that of the frame before. Arguments:
 * {@code threshold}, by how much luma has to change for a pixel to count, 1 to 255; {@code area},
 * the percentage of pixels from which on it is motion.
 */
public final class MotionDetector implements Stage {
  private static final int STEP = 4;

  private PrintStream events;
  private int threshold;
  private double area;
  private byte[] before = {};
  private boolean isMoving;

  /** Runs the stage as a program of its own. */
  public static void main(String[] arguments) {
    System.exit(StageRunner.run(MotionDetector::new, arguments));
  }

  @Override
  public void open(StageContext context) {
    events = context.out();
    threshold = context.arguments().integer("threshold", 16);
    area = context.arguments().number("area", 1);
  }

  @Override
  public void onFormat(StageInput input, FrameHeader header) {
    Luma.check(header);
    before = new byte[0];
  }

  @Override
  public Status onFrame(StageInput input, FrameLease frame) {
    FrameHeader header = frame.header();
    byte[] now = sample(frame.planeBuffer(0), header);
    double changed = before.length == 0 ? 0 : 100.0 * countChanges(now) / now.length;
    before = now;
    if (changed >= area != isMoving) {
      isMoving = !isMoving;
      events.printf(
          Locale.ROOT,
          "{\"event\": \"%s\", \"pts_ms\": %d, \"changed_percent\": %.1f}%n",
          isMoving ? "motion" : "still",
          header.ptsNs() / 1_000_000,
          changed);
      events.flush();
    }
    return Status.CONTINUE;
  }

  private static byte[] sample(DirectBuffer luma, FrameHeader header) {
    int columns = (header.width() + STEP - 1) / STEP;
    int rows = (header.height() + STEP - 1) / STEP;
    int stride = (int) header.planeStride(0);
    byte[] samples = new byte[columns * rows];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        samples[row * columns + column] = luma.getByte(row * STEP * stride + column * STEP);
      }
    }
    return samples;
  }

  private int countChanges(byte[] now) {
    int count = 0;
    for (int i = 0; i < now.length; i++) {
      count += Math.abs((now[i] & 0xFF) - (before[i] & 0xFF)) >= threshold ? 1 : 0;
    }
    return count;
  }
}
