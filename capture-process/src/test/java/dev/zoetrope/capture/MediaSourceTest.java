package dev.zoetrope.capture;

import dev.zoetrope.capture.TestMedia.Track;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class MediaSourceTest extends SourceContract {
  @TempDir Path directory;

  @Override
  Source open(StopSignal stop) throws IOException {
    Path clip =
        TestMedia.write(
            directory.resolve("a.mkv"),
            Track.of("testsrc2=size=64x48:rate=25:duration=1", "mpeg4"),
            Track.of("sine=duration=1:sample_rate=48000", "flac"));
    return Sources.open(clip.toString(), InputOptions.DEFAULT, StreamSelection.BEST, stop);
  }
}
