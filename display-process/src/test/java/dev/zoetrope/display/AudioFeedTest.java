package dev.zoetrope.display;

import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.ffmpeg.FilterGraph;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sound of every kind, as it would be heard. */
final class AudioFeedTest {
  private static final int FREQUENCY = 600;
  private static final int AMPLITUDE = 16384;

  /** So many quiet samples are no part of a tone. */
  private static final int QUIET_RUN = 120;

  @TempDir Path runtime;
  @TempDir Path files;
  private Path file;
  private TestStream stream;
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    file = files.resolve("sound.raw");
    SoundFile.start(file, "0.2");
    open(false);
  }

  private void open(boolean live) throws IOException {
    stream =
        new TestStream(PipelineDirectory.of(runtime, "t"), "audio", StreamKind.AUDIO, 32, live);
  }

  @AfterEach
  void close() throws IOException {
    stream.close();
    SoundFile.stop();
  }

  /** Publishes a tone of the given length; what would be overwritten waits for the feed. */
  private void publish(String format, int rate, String layout, double seconds) throws IOException {
    String tone =
        String.format(
            "aevalsrc=exprs=0.5*sin(2*PI*%d*t):s=%d:d=%s,aformat=sample_fmts=%s:channel_layouts=%s,"
                + "asetnsamples=%d",
            FREQUENCY,
            rate,
            seconds,
            format,
            // One source channel to all of the layout, unchanged.
            "mono",
            rate / 50);
    if (!"mono".equals(layout)) {
      tone += ",pan=" + layout + pan(layout) + ",aformat=sample_fmts=" + format;
    }
    AVFrame frame = av_frame_alloc();
    try (FilterGraph graph = FilterGraph.source(tone)) {
      while (graph.receive(frame)) {
        stream.publish(frame, header -> {});
        av_frame_unref(frame);
        LockSupport.parkNanos(2_000_000);
      }
    }
    av_frame_free(frame);
  }

  private static String pan(String layout) {
    int channels =
        switch (layout) {
          case "stereo" -> 2;
          case "3.0", "2.1" -> 3;
          case "quad" -> 4;
          case "5.1" -> 6;
          case "7.1" -> 8;
          default -> Integer.parseInt(layout.replace("c", ""));
        };
    StringBuilder pan = new StringBuilder();
    for (int i = 0; i < channels; i++) {
      pan.append("|c").append(i).append("=c0");
    }
    return pan.toString();
  }

  private void play() throws IOException {
    MediaClock clock = new MediaClock(0);
    AudioFeed feed = new AudioFeed(stream.reader, clock, 1, warnings::add);
    feed.start();
    stream.writer.close();
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!feed.isFinished() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(5_000_000);
    }
    assertTrue(feed.isFinished());
    assertEquals(ReaderState.ENDED, feed.finalState());
    assertEquals(List.of(), warnings);
    assertFalse(clock.soundLeads(System.nanoTime()));
    feed.close();
  }

  /** A late writer makes silence in between, on which nothing depends. */
  private static short[] withoutSilence(short[] samples) {
    short[] kept = new short[samples.length];
    int length = 0;
    int quiet = QUIET_RUN;
    for (short sample : samples) {
      quiet = Math.abs(sample) < 300 ? quiet + 1 : 0;
      if (quiet < QUIET_RUN) {
        kept[length++] = sample;
      } else if (quiet == QUIET_RUN) {
        length = Math.max(0, length - QUIET_RUN + 1);
      }
    }
    return Arrays.copyOf(kept, length);
  }

  /** Checks that the file has a tone of the length and frequency, and how loud it is. */
  private void assertTone(double seconds) throws IOException {
    short[] tone = withoutSilence(SoundFile.left(file));
    double length = (double) tone.length / SoundFile.RATE;
    assertEquals(seconds, length, 0.02, "length of the tone");
    int rising = 0;
    double power = 0;
    for (int i = 1; i < tone.length; i++) {
      rising += tone[i - 1] < 0 && tone[i] >= 0 ? 1 : 0;
      power += (double) tone[i] * tone[i];
    }
    assertEquals(
        FREQUENCY, rising / length, Math.max(FREQUENCY * 0.03, 1.5 / seconds), "frequency");
    double level = Math.sqrt(power / tone.length) * Math.sqrt(2);
    assertTrue(level > AMPLITUDE * 0.6 && level < AMPLITUDE * 1.5, "level " + level);
  }

  @ParameterizedTest
  @CsvSource({
    "u8,48000,mono",
    "u8p,44100,stereo",
    "s16,44100,stereo",
    "s16p,48000,stereo",
    "s32,48000,stereo",
    "s32p,96000,mono",
    "flt,48000,stereo",
    "fltp,48000,5.1",
    "fltp,48000,7.1",
    "fltp,48000,3.0",
    "s64,48000,stereo",
    "s64p,22050,stereo",
    "dbl,48000,mono",
    "dblp,48000,2.1",
    "s16,8000,mono",
    "flt,2400,mono",
    "flt,192000,quad"
  })
  void everyFormatSoundsAsItShould(String format, int rate, String layout) throws IOException {
    publish(format, rate, layout, 0.4);
    play();
    assertTone(0.4);
  }

  @Test
  void formatsMayChange() throws IOException {
    publish("s16", 48000, "stereo", 0.12);
    publish("fltp", 44100, "mono", 0.12);
    publish("dblp", 32000, "stereo", 0.12);
    publish("s16", 48000, "stereo", 0.12);
    play();
    assertTone(0.48);
  }

  @Test
  void lessThanThePrebufferIsPlayedToo() throws IOException {
    publish("s16", 48000, "mono", 0.04);
    play();
    assertTone(0.04);
  }

  @Test
  void moreThanIsQueuedIsPlayedOfAFile() throws IOException {
    publish("s16", 48000, "mono", 0.6);
    play();
    assertTone(0.6);
  }

  @Test
  void moreThanIsQueuedOfALiveSourceIsSkipped() throws IOException {
    stream.close();
    open(true);
    publish("s16", 48000, "mono", 0.6);
    play();
    double heard = (double) withoutSilence(SoundFile.left(file)).length / SoundFile.RATE;
    assertTrue(heard > 0.2 && heard < 0.4, "seconds heard of 0.6: " + heard);
  }
}
