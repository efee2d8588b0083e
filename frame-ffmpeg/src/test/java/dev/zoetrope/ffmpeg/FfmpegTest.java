package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.junit.jupiter.api.Assertions.*;

import dev.zoetrope.stage.StopSignal;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FfmpegTest {
  @BeforeAll
  static void loadFfmpeg() {
    Ffmpeg.initialize(false, true);
  }

  @Test
  void errorsNameTheThingAndTheReason() {
    assertEquals(3, assertDoesNotThrow(() -> FfmpegException.check(3, "file 'x'")));
    FfmpegException error =
        assertThrows(FfmpegException.class, () -> FfmpegException.check(AVERROR_EOF(), "file 'x'"));
    assertEquals("file 'x': End of file", error.getMessage());
    assertEquals(AVERROR_EOF(), error.code());
    assertEquals("No such file or directory", FfmpegException.describe(AVERROR_ENOENT()));
  }

  @Test
  void theLastErrorOfTheLogIsTakenOnce() {
    Ffmpeg.takeLastError();
    av_log(null, AV_LOG_ERROR, "something broke\n");
    assertEquals("something broke", Ffmpeg.takeLastError());
    assertNull(Ffmpeg.takeLastError());
    assertEquals(
        "mov: moov atom not found", FfmpegLog.clean("[mov @ 0x7f12] moov atom not found\n"));
    assertEquals("https: refused", FfmpegLog.clean("[https] refused\n"));
    assertEquals(
        "libopenh264: Don't support width(1)",
        FfmpegLog.clean(
            "[libopenh264 @ 0x1] [OpenH264] this = 0x0x7fc0, Error:Don't support width(1)\n"));
    assertEquals(
        "aac: Undefined constant in 'lots'",
        FfmpegLog.clean("[aac @ 0x55e7] [Eval @ 0x7f19] Undefined constant in 'lots'\n"));
  }

  @Test
  void optionsThatNothingUsedAreLeft() {
    AVDictionary options = Dictionaries.of(Map.of("crf", "23"));
    assertEquals(List.of("crf"), Dictionaries.leftovers(options));
    av_dict_free(options);
    assertEquals(List.of(), Dictionaries.leftovers(new AVDictionary(null)));
  }

  @Test
  void manyDeadlinesEndTheirOwnCalls() {
    // An unroutable peer: 192.0.2.0/24 is reserved for documentation.
    for (int i = 0; i < 12; i++) {
      StopSignal stop = new StopSignal();
      AVFormatContext context = avformat_alloc_context();
      try (InterruptDeadline deadline = new InterruptDeadline(stop)) {
        deadline.install(context);
        deadline.arm(1);
        assertTrue(
            avformat_open_input(context, "tcp://192.0.2.1:9", null, (AVDictionary) null) < 0);
        assertTrue(deadline.expired());
        deadline.disarm();
        assertFalse(deadline.interrupted());
        stop.request();
        assertTrue(deadline.interrupted());
      }
    }
  }

  @Test
  void aMissingSharedLibraryIsNamed() {
    Throwable error =
        new UnsatisfiedLinkError(
            "/x/libavdevice.so.62: libpulse.so.0: cannot open shared object file");
    assertEquals("libpulse.so.0 is missing", MissingLibrary.describe(error));
    assertEquals("what", MissingLibrary.describe(new NoClassDefFoundError("what\never")));
  }
}
