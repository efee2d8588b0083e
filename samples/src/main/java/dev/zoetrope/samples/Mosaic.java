package dev.zoetrope.samples;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.ffmpeg.command.StageRunner;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.stage.Stage;
import dev.zoetrope.stage.StageContext;
import dev.zoetrope.stage.StageInput;
import dev.zoetrope.stage.StageOutput;
import dev.zoetrope.stage.UsageException;
import java.nio.ByteBuffer;

/**
 * A stage that combines: up to four inputs of one size, side by side and one below the other. It
 * publishes a picture for each one of the first input, with what the others showed last.
 *
 * <pre>
 * ./zoetrope stage dev.zoetrope.samples.Mosaic -i cam1 -i cam2 -i cam3 -i cam4 -o wall
 * </pre>
 *
 * <p>Pictures are yuv420p of an even size. It keeps one frame of each input, in its slot.
 */
public final class Mosaic implements Stage {
  private static final int TILES = 4;
  private static final int PLANES = 3;
  private static final byte BLACK_LUMA = 16;
  private static final byte NO_CHROMA = (byte) 128;

  private final FrameLease[] tiles = new FrameLease[TILES];
  private StageContext context;
  private StageOutput output;

  /** Runs the stage as a program of its own. */
  public static void main(String[] arguments) {
    System.exit(StageRunner.run(Mosaic::new, arguments));
  }

  @Override
  public void open(StageContext opened) {
    context = opened;
    output = opened.output();
    if (opened.inputs().isEmpty() || opened.inputs().size() > TILES) {
      throw new UsageException(
          "a mosaic has 1 to 4 inputs, not " + opened.inputs().size() + "; name them with -i");
    }
  }

  @Override
  public void onFormat(StageInput input, FrameHeader header) {
    boolean isEven = header.width() % 2 == 0 && header.height() % 2 == 0;
    if (!header.format().equals("yuv420p") || !isEven) {
      throw new IllegalArgumentException(
          header.format()
              + " "
              + header.width()
              + "x"
              + header.height()
              + ", wanted: yuv420p of an even size; put a filter before this stage: zoetrope filter"
              + " -i "
              + input.name()
              + " -o even \"scale=trunc(iw/2)*2:trunc(ih/2)*2,format=yuv420p\"");
    }
  }

  @Override
  public Status onFrame(StageInput input, FrameLease frame) throws Exception {
    int tile = context.inputs().indexOf(input);
    forget(tile);
    tiles[tile] = input.keep(frame);
    if (tile == 0) {
      publish(frame);
    }
    return Status.CONTINUE;
  }

  private void publish(FrameLease first) throws Exception {
    int width = first.header().width();
    int height = first.header().height();
    try (FrameClaim claim = output.claimVideo(first, "yuv420p", 2 * width, 2 * height)) {
      if (claim != null) {
        for (int tile = 0; tile < TILES; tile++) {
          for (int plane = 0; plane < PLANES; plane++) {
            draw(
                tile,
                plane,
                claim,
                plane == 0 ? width : width / 2,
                plane == 0 ? height : height / 2);
          }
        }
        claim.publish();
      }
    }
  }

  private void draw(int tile, int plane, FrameClaim claim, int width, int height) {
    FrameLease lease = tiles[tile];
    boolean fits =
        lease != null
            && lease.header().width() == tiles[0].header().width()
            && lease.header().height() == tiles[0].header().height();
    int toStride = (int) claim.header().planeStride(plane);
    int start = tile / 2 * height * toStride + tile % 2 * width;
    if (!fits) {
      for (int y = 0; y < height; y++) {
        byte empty = plane == 0 ? BLACK_LUMA : NO_CHROMA;
        claim.planeBuffer(plane).setMemory(start + y * toStride, width, empty);
      }
      return;
    }
    ByteBuffer from = lease.plane(plane);
    ByteBuffer to = claim.plane(plane);
    int fromStride = (int) lease.header().planeStride(plane);
    for (int y = 0; y < height; y++) {
      to.put(start + y * toStride, from, y * fromStride, width);
    }
  }

  private void forget(int tile) {
    if (tiles[tile] != null) {
      tiles[tile].close();
      tiles[tile] = null;
    }
  }

  @Override
  public void close() {
    for (int tile = 0; tile < TILES; tile++) {
      forget(tile);
    }
  }
}
