package dev.zoetrope.samples;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.ffmpeg.command.StageRunner;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.stage.Stage;
import dev.zoetrope.stage.StageContext;
import dev.zoetrope.stage.StageOutput;
import dev.zoetrope.stage.StreamInfo;

/**
 * A stage that is a source: a grey ramp that moves, 320x240 at 25 frames a second.
 *
 * <pre>
 * ./zoetrope stage dev.zoetrope.samples.SyntheticSource -o ramp --await encoder frames=100
 * ./zoetrope encode --source synthetic-source -o ramp.mkv
 * </pre>
 *
 * <p>Arguments: {@code frames}, their number. It runs as fast as its readers take the frames, or in
 * real time with {@code --pace realtime}.
 */
public final class SyntheticSource implements Stage {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  private static final int RATE = 25;

  private StageOutput output;
  private int frames;
  private int made;

  /** Runs the stage as a program of its own. */
  public static void main(String[] arguments) {
    System.exit(StageRunner.run(SyntheticSource::new, arguments));
  }

  @Override
  public void open(StageContext context) {
    frames = context.arguments().integer("frames", 250);
    output = context.output().describe(StreamInfo.video(RATE, 1)).reserve(WIDTH * HEIGHT);
  }

  @Override
  public Status produce() throws Exception {
    if (made == frames) {
      return Status.DONE;
    }
    try (FrameClaim claim = output.claimVideo("gray", WIDTH, HEIGHT)) {
      if (claim != null) {
        int stride = (int) claim.header().planeStride(0);
        for (int y = 0; y < HEIGHT; y++) {
          claim.planeBuffer(0).setMemory(y * stride, WIDTH, (byte) (y + made));
        }
        claim
            .header()
            .time(made, 1, 1, RATE)
            .captureTimeNs(System.nanoTime())
            .flags(FrameHeader.KEY);
        claim.publish();
      }
    }
    made++;
    return Status.CONTINUE;
  }
}
