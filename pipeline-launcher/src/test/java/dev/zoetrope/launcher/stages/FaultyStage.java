package dev.zoetrope.launcher.stages;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.stage.Stage;
import dev.zoetrope.stage.StageContext;
import dev.zoetrope.stage.StageInput;
import dev.zoetrope.stage.StageOutput;
import dev.zoetrope.stage.UsageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/** Keeps the luma, until frame {@code at=N}, where it does what it should not. */
public final class FaultyStage implements Stage {
  private StageOutput output;
  private String fault;
  private int at;

  @Override
  public void open(StageContext context) throws IOException {
    output = context.output();
    fault = context.arguments().text("fault", "none");
    at = context.arguments().integer("at", 20);
    if (fault.equals("open")) {
      throw new IOException("model 'faces.onnx': no such file");
    }
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
      if (input.frames() == at) {
        err(claim);
      }
      claim.publish();
    }
    return Status.CONTINUE;
  }

  private void err(FrameClaim claim) {
    switch (fault) {
      case "none" -> {}
      case "throw" -> throw new IllegalStateException("asked to fail");
      case "exit" -> System.exit(0);
      case "format" ->
          claim.header().audio("s16", 48_000, 1, "mono", 16).planeCount(1).plane(0, 0, 64, 1);
      case "hang" -> {
        while (fault.equals("hang")) {
          LockSupport.park();
        }
      }
      default -> throw new UsageException("fault '" + fault + "': none, open, throw, exit, ...");
    }
  }
}
