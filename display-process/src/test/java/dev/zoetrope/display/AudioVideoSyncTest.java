package dev.zoetrope.display;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lwjgl.sdl.SDLHints.*;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flashes and beeps at the same media time: when are they seen, when are they heard? */
final class AudioVideoSyncTest {
  private static final int FPS = 25;
  private static final long FRAME_NS = 1_000_000_000L / FPS;
  private static final int BLOCK = SoundFile.RATE / 50;
  private static final long BLOCK_NS = 20_000_000L;
  private static final long PERIOD_NS = 800_000_000L;
  private static final int FLASHES = 5;
  private static final long LENGTH_NS = PERIOD_NS * FLASHES + 200_000_000L;

  @TempDir Path runtime;
  @TempDir Path files;
  private Path file;
  private TestStream video;
  private TestStream audio;
  private final List<Long> beeps = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean isOver;

  @BeforeEach
  void open() throws IOException {
    file = files.resolve("sound.raw");
    SDL_SetHint(SDL_HINT_VIDEO_DRIVER, "dummy");
    SDL_SetHint(SDL_HINT_RENDER_DRIVER, "software");
    SoundFile.start(file, "1");
    PipelineDirectory directory = PipelineDirectory.of(runtime, "t");
    video = new TestStream(directory, "video", StreamKind.VIDEO, 3);
    audio = new TestStream(directory, "audio", StreamKind.AUDIO, 16);
  }

  @AfterEach
  void close() throws IOException {
    video.close();
    audio.close();
    SoundFile.stop();
    SDL_ResetHint(SDL_HINT_VIDEO_DRIVER);
    SDL_ResetHint(SDL_HINT_RENDER_DRIVER);
  }

  /** Notes when it presents something bright after something dark. */
  private static final class Watch implements Surface {
    private final WindowSurface window;
    private final List<Long> flashes = new ArrayList<>();
    private boolean wasBright;

    Watch() throws IOException {
      window = new WindowSurface("flash and beep");
    }

    @Override
    public int places(PictureInfo picture) {
      return window.places(picture);
    }

    @Override
    public void upload(int place, PictureInfo picture, FrameLease lease) throws IOException {
      window.upload(place, picture, lease);
    }

    @Override
    public void present(int place, List<String> overlay) throws IOException {
      window.present(place, overlay);
      long now = System.nanoTime();
      boolean isBright = window.pixels(place).value(30, 30, 1) > 128;
      if (isBright && !wasBright) {
        flashes.add(now);
      }
      wasBright = isBright;
    }

    @Override
    public SurfaceEvent poll() throws IOException {
      return window.poll();
    }

    @Override
    public String description() {
      return window.description();
    }

    @Override
    public void close() {
      window.close();
    }
  }

  private void source() {
    AVFrame dark;
    AVFrame bright;
    try {
      dark = TestStream.frame("color=black:size=64x64:rate=25,format=yuv420p");
      bright = TestStream.frame("color=white:size=64x64:rate=25,format=yuv420p");
      long start = System.nanoTime();
      long videoNs = 0;
      long audioNs = 0;
      while (videoNs < LENGTH_NS || audioNs < LENGTH_NS) {
        long next = Math.min(videoNs, audioNs);
        while (System.nanoTime() - start < next) {
          LockSupport.parkNanos(Math.min(1_000_000, next - (System.nanoTime() - start)));
        }
        if (videoNs <= audioNs) {
          boolean isFlash = videoNs >= PERIOD_NS && videoNs % PERIOD_NS < FRAME_NS;
          AVFrame frame = isFlash ? bright : dark;
          frame.pts(videoNs / FRAME_NS);
          video.publish(frame, header -> {});
          videoNs += FRAME_NS;
        } else {
          beep(audioNs, audioNs >= PERIOD_NS && audioNs % PERIOD_NS < 2 * BLOCK_NS);
          audioNs += BLOCK_NS;
        }
      }
      video.writer.close();
      audio.writer.close();
      av_frame_free(dark);
      av_frame_free(bright);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void beep(long ptsNs, boolean isLoud) throws IOException {
    try (FrameClaim claim = audio.writer.claim(BLOCK * 2L)) {
      claim.header().audio("s16", SoundFile.RATE, 1, "mono", BLOCK).payloadLength(BLOCK * 2L);
      claim.header().planeCount(1).plane(0, 0, BLOCK * 2L, 1);
      claim.header().time(ptsNs / BLOCK_NS * BLOCK, BLOCK, 1, SoundFile.RATE);
      for (int i = 0; i < BLOCK; i++) {
        claim.payload().putShort(i * 2, isLoud ? (short) (i / 24 % 2 == 0 ? 12000 : -12000) : 0);
      }
      claim.publish();
    }
  }

  /** Notes when beeps come to the end of the file. */
  private void listen() {
    long position = 0;
    long quiet = SoundFile.RATE;
    byte[] some = new byte[1 << 16];
    while (!isOver) {
      if (Files.exists(file)) {
        try (RandomAccessFile sound = new RandomAccessFile(file.toFile(), "r")) {
          sound.seek(position);
          int length = sound.read(some) / SoundFile.FRAME_BYTES * SoundFile.FRAME_BYTES;
          long now = System.nanoTime();
          for (int at = 0; at < length; at += SoundFile.FRAME_BYTES) {
            boolean isLoud = Math.abs((short) ((some[at] & 0xff) | (some[at + 1] << 8))) > 6000;
            if (isLoud && quiet > SoundFile.RATE / 4) {
              // What follows in this piece was not yet due when the beep was.
              long after = (length - at) / SoundFile.FRAME_BYTES * 1_000_000_000L / SoundFile.RATE;
              beeps.add(now - after);
            }
            quiet = isLoud ? 0 : quiet + 1;
          }
          position += Math.max(0, length);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void flashesAndBeepsComeTogether() throws Exception {
    Thread source = new Thread(this::source);
    Thread listener = new Thread(this::listen);
    MediaClock clock = new MediaClock(AudioOutput.PREBUFFER_NS * 3 / 2);
    List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    try (Watch surface = new Watch();
        AudioFeed feed = new AudioFeed(audio.reader, clock, 1, warnings::add)) {
      listener.start();
      feed.start();
      source.start();
      DisplayLoop loop = new DisplayLoop(surface, video.reader, feed, clock, new StopSignal());
      assertEquals(DisplayLoop.Outcome.ENDED, loop.run());
      source.join();
      isOver = true;
      listener.join();
      assertEquals(List.of(), warnings);
      long[] differences = new long[FLASHES];
      String found =
          surface.flashes + " flashes, " + beeps + " beeps, " + loop.statistics().summary();
      assertEquals(FLASHES, surface.flashes.size(), found);
      assertEquals(FLASHES, beeps.size(), found);
      for (int i = 0; i < FLASHES; i++) {
        differences[i] = (surface.flashes.get(i) - beeps.get(i)) / 1_000_000;
      }
      Arrays.sort(differences);
      String all = "flash minus beep, ms: " + Arrays.toString(differences);
      // A device is assumed to be heard one and a half buffers after it took its sound; a file is
      // "heard" at once.
      long assumedMs = 1024 * 3 / 2 * 1000L / SoundFile.RATE;
      long medianMs = differences[FLASHES / 2] - assumedMs;
      assertTrue(Math.abs(medianMs) < 1.5 * 1000 / FPS, all + "; " + found);
      assertTrue(Math.abs(loop.statistics().differenceMedianMs()) < 1000 / FPS, found);
    }
  }

  @Test
  void withoutSoundPicturesKeepTheirPace() throws Exception {
    Thread source = new Thread(this::source);
    audio.reader.close();
    try (Watch surface = new Watch()) {
      source.start();
      DisplayLoop loop =
          new DisplayLoop(surface, video.reader, null, new MediaClock(0), new StopSignal());
      assertEquals(DisplayLoop.Outcome.ENDED, loop.run());
      source.join();
      assertEquals(FLASHES, surface.flashes.size());
      long[] periods = new long[FLASHES - 1];
      for (int i = 0; i < periods.length; i++) {
        periods[i] = surface.flashes.get(i + 1) - surface.flashes.get(i);
      }
      Arrays.sort(periods);
      long median = periods[periods.length / 2];
      assertTrue(Math.abs(median - PERIOD_NS) <= FRAME_NS, Arrays.toString(periods));
      assertTrue(loop.statistics().shown() > LENGTH_NS / FRAME_NS * 3 / 4);
    }
  }
}
