package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingsTest {
  @TempDir Path runtime;

  @Test
  void lastWordsAreToldBeforeTheirLogIsRemoved() throws IOException {
    Recordings recordings = new Recordings(runtime);
    Path note = recordings.note("studio", "recording");
    Recording recording = Recording.of(note, ProcessHandle.current(), "a.mkv");
    recording.create();
    Files.writeString(Recording.log(note), "zoetrope record: no space left on device\n");

    assertEquals(
        "recording is gone, 'a.mkv' may be incomplete; its last words: no space left on device",
        recordings.bury(recording));
    assertFalse(Files.exists(note.getParent()), "note and log are left");
  }
}
