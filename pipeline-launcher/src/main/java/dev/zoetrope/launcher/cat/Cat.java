package dev.zoetrope.launcher.cat;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.ffmpeg.FfmpegLayouts;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.stage.Stage;
import dev.zoetrope.stage.StageContext;
import dev.zoetrope.stage.StageInput;
import dev.zoetrope.stage.UsageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes a stream's frames to a pipe, straight from their slots. */
final class Cat implements Stage {
  private final CatFormat format;
  private final CatLimit limit;
  private final PipeOut out;
  private final FfmpegLayouts layouts = new FfmpegLayouts();
  private StageContext context;
  private ByteForm form;
  private long frames;

  Cat(CatFormat format, CatLimit limit, PipeOut out) {
    this.format = format;
    this.limit = limit;
    this.out = out;
  }

  @Override
  public void open(StageContext stageContext) {
    context = stageContext;
    StageInput input = context.input();
    try {
      format.check(input.name(), input.kind());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  @Override
  public void onFormat(StageInput input, FrameHeader header) throws IOException {
    if (form == null) {
      layouts.check(header);
      form = format.form(input.info(), header);
      context.say(FfmpegLayouts.describe(header) + ", " + form.describe());
      out.write(List.of(form.head()));
    } else if (!form.allows(header)) {
      throw new IOException(
          "changes to "
              + FfmpegLayouts.describe(header)
              + ", which has no place in the bytes begun; put 'zoetrope filter' before, which can"
              + " scale and convert");
    }
  }

  @Override
  public Status onFrame(StageInput input, FrameLease frame) throws IOException {
    FrameHeader header = frame.header();
    layouts.check(header);
    if (!limit.allows(header)) {
      return Status.DONE;
    }
    List<ByteBuffer> pieces = form.pieces(frame);
    boolean isRead = out.write(limit.cut(header, pieces));
    frames += isRead ? 1 : 0;
    return isRead && !limit.isReached() ? Status.CONTINUE : Status.DONE;
  }

  /** What came of it, for example {@code 50 frames, 230400 bytes}. */
  String summary() {
    return frames + (frames == 1 ? " frame, " : " frames, ") + out.written() + " bytes";
  }
}
