package dev.zoetrope.samples;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.ffmpeg.JavaCvFrames;
import dev.zoetrope.ffmpeg.command.StageRunner;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.stage.Stage;
import dev.zoetrope.stage.StageContext;
import dev.zoetrope.stage.StageInput;
import dev.zoetrope.stage.StageOutput;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A stage with OpenCV, through JavaCV: the edges that Canny's algorithm finds, as a grey picture.
 * OpenCV reads the slot of the input where it lies, and writes into the slot of the output.
 *
 * <pre>
 * ./zoetrope filter -i video -o grey "format=gray"
 * ./zoetrope stage dev.zoetrope.samples.EdgeDetector -i grey -o edges low=50 high=150
 * </pre>
 *
 * <p>Arguments: {@code low} and {@code high}, the two thresholds of the gradient.
 */
public final class EdgeDetector implements Stage {
  private final OpenCVFrameConverter.ToMat fromInput = new OpenCVFrameConverter.ToMat();
  private final OpenCVFrameConverter.ToMat fromOutput = new OpenCVFrameConverter.ToMat();
  private StageOutput output;
  private double low;
  private double high;

  /** Runs the stage as a program of its own. */
  public static void main(String[] arguments) {
    System.exit(StageRunner.run(EdgeDetector::new, arguments));
  }

  @Override
  public void open(StageContext context) {
    output = context.output();
    low = context.arguments().number("low", 50);
    high = context.arguments().number("high", 150);
  }

  @Override
  public void onFormat(StageInput input, FrameHeader header) {
    if (!header.format().equals("gray")) {
      throw new IllegalArgumentException(
          "pixel format '"
              + header.format()
              + "', wanted: gray; put a filter before this stage: zoetrope filter -i "
              + input.name()
              + " -o grey \"format=gray\"");
    }
  }

  @Override
  public Status onFrame(StageInput input, FrameLease frame) throws Exception {
    try (FrameClaim claim = output.claimLike(frame)) {
      if (claim != null) {
        try (Frame from = JavaCvFrames.readOnlyView(frame);
            Frame to = JavaCvFrames.writableView(claim)) {
          Mat picture = fromInput.convert(from);
          Mat edges = fromOutput.convert(to);
          opencv_imgproc.Canny(picture, edges, low, high);
        }
        claim.publish();
      }
    }
    return Status.CONTINUE;
  }

  @Override
  public void close() {
    fromInput.close();
    fromOutput.close();
  }
}
