package dev.zoetrope.launcher.stages;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.stage.Stage;
import dev.zoetrope.stage.StageContext;
import dev.zoetrope.stage.StageInput;

/** Watches: at the end it says on standard output how many frames each input had. */
public final class CountingStage implements Stage {
  private StageContext context;

  @Override
  public void open(StageContext stageContext) {
    context = stageContext;
  }

  @Override
  public Status onFrame(StageInput input, FrameLease frame) {
    return Status.CONTINUE;
  }

  @Override
  public void flush() {
    for (StageInput input : context.inputs()) {
      context.out().println(input.name() + "=" + input.frames());
    }
  }
}
