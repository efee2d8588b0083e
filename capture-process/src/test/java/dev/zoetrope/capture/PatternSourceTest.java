package dev.zoetrope.capture;

import dev.zoetrope.stage.StopSignal;
import java.io.IOException;

class PatternSourceTest extends SourceContract {
  @Override
  Source open(StopSignal stop) throws IOException {
    return Sources.open(
        "pattern:testsrc2=size=64x48:rate=25:duration=1",
        InputOptions.DEFAULT,
        StreamSelection.BEST,
        stop);
  }
}
