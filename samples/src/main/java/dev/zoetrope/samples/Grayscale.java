package dev.zoetrope.samples;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.ffmpeg.command.StageRunner;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.stage.Stage;
import dev.zoetrope.stage.StageContext;
import dev.zoetrope.stage.StageInput;
import dev.zoetrope.stage.StageOutput;
import java.nio.ByteBuffer;

/**
 * A stage that transforms, with plain buffers: takes the luma of each picture, which 8-bit YUV
 * formats have in a plane of its own, and publishes it as a grey picture of the same size.
 *
 * <pre>
 * ./zoetrope stage dev.zoetrope.samples.Grayscale -i video -o grey
 * </pre>
 */
public final class Grayscale implements Stage {
  private StageOutput output;

  /** Runs the stage as a program of its own. */
  public static void main(String[] arguments) {
    System.exit(StageRunner.run(Grayscale::new, arguments));
  }

  @Override
  public void open(StageContext context) {
    output = context.output();
  }

  @Override
  public void onFormat(StageInput input, FrameHeader header) {
    Luma.check(header);
  }

  @Override
  public Status onFrame(StageInput input, FrameLease frame) throws Exception {
    FrameHeader header = frame.header();
    int width = header.width();
    int height = header.height();
    // Times, colours and aspect ratio are those of the frame that it is made from.
    try (FrameClaim claim = output.claimVideo(frame, "gray", width, height)) {
      if (claim != null) {
        ByteBuffer from = frame.plane(0);
        ByteBuffer to = claim.plane(0);
        int fromStride = (int) header.planeStride(0);
        int toStride = (int) claim.header().planeStride(0);
        for (int y = 0; y < height; y++) {
          to.put(y * toStride, from, y * fromStride, width);
        }
        claim.publish();
      }
    }
    return Status.CONTINUE;
  }
}
