package dev.zoetrope.stage;

import dev.zoetrope.channel.FrameLease;

/** The whole of a stage. */
final class NullStage implements Stage {
  @Override
  public Status onFrame(StageInput input, FrameLease frame) {
    return Status.CONTINUE;
  }
}
