package dev.zoetrope.capture;

import dev.zoetrope.stage.StopSignal;
import java.io.IOException;

class ToneSourceTest extends SourceContract {
  @Override
  Source open(StopSignal stop) throws IOException {
    return Sources.open("tone:sine=d=1", InputOptions.DEFAULT, StreamSelection.BEST, stop);
  }
}
