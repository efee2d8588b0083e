package dev.zoetrope.launcher.stages;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.stage.Stage;
import dev.zoetrope.stage.StageContext;
import dev.zoetrope.stage.StageInput;
import dev.zoetrope.stage.StageOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/** Keeps the luma; at frame {@code fail=N} it throws, at frame {@code hang=N} it never returns. */
public final class GreyStage implements Stage {
  private StageOutput output;
  private int failAt;
  private int hangAt;

  @Override
  public void open(StageContext context) {
    output = context.output();
    failAt = context.arguments().integer("fail", 0);
    hangAt = context.arguments().integer("hang", 0);
  }

  @Override
  public Status onFrame(StageInput input, FrameLease frame) throws IOException {
    int width = frame.header().width();
    int height = frame.header().height();
    try (FrameClaim claim = output.claimVideo(frame, "gray", width, height)) {
      int from = (int) frame.header().planeStride(0);
      int to = (int) claim.header().planeStride(0);
      ByteBuffer luma = frame.plane(0);
      ByteBuffer grey = claim.plane(0);
      for (int y = 0; y < height; y++) {
        grey.put(y * to, luma, y * from, width);
      }
      if (input.frames() == failAt) {
        throw new IllegalStateException("asked to fail");
      }
      while (input.frames() == hangAt) {
        LockSupport.park();
      }
      claim.publish();
    }
    return Status.CONTINUE;
  }
}
