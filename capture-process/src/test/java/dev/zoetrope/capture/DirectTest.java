package dev.zoetrope.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.capture.TestMedia.Track;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.stage.StopSignal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decoders that write into slots; that what they write is right is for {@link ReferenceTest}. */
class DirectTest {
  @TempDir Path directory;

  private PipelineDirectory pipeline;

  @BeforeEach
  void prepare() {
    Ffmpeg.initialize(false, true);
    pipeline = PipelineDirectory.of(directory.resolve("run"), "default");
  }

  private CaptureSettings settings(Path input, int threads) {
    return TestSettings.of(pipeline, input.toString(), threads, Direct.ON, List.of());
  }

  private Path clip(String name, String encoder, String size, String... options) throws Exception {
    Track track = Track.of("testsrc2=rate=25:duration=1.2:size=" + size, encoder);
    for (int i = 0; i < options.length; i += 2) {
      track = track.with(options[i], options[i + 1]);
    }
    return TestMedia.write(directory.resolve(name), track);
  }

  @ParameterizedTest
  @CsvSource({
    "h264.mp4,  libopenh264, 322x182",
    "mpeg4.avi, mpeg4,       320x180",
    "mpeg2.ts,  mpeg2video,  352x288",
    "vp8.webm,  libvpx,      321x181",
    "vp9.webm,  libvpx-vp9,  321x181",
    "mjpeg.mov, mjpeg,       '35x17,format=yuvj420p'",
    "ffv1.mkv,  ffv1,        67x49",
    "png.mov,   png,         '45x33,format=rgb24'",
  })
  void everyPictureLiesInItsSlotAndNowhereElse(String name, String encoder, String size)
      throws Exception {
    Path clip = clip(name, encoder, size);
    for (int threads : new int[] {1, 4}) {
      try (CaptureSession session = CaptureSession.open(settings(clip, threads), new StopSignal());
          Canaries canaries = new Canaries(pipeline, "video", session.streams().get(0).writer())) {
        session.run();
        canaries.check();
        assertEquals(30, session.streams().get(0).published());
        assertEquals(0, session.streams().get(0).copied(), threads + " threads");
      }
    }
  }

  @Test
  void aReaderThatTakesItsTimeIsWaitedForWithoutCopies() throws Exception {
    Path clip = clip("a.ts", "mpeg2video", "352x288", "bf", "2");
    try (CaptureSession session = CaptureSession.open(settings(clip, 4), new StopSignal())) {
      CompletableFuture<Integer> kept = readKeeping(2);
      session.streams().get(0).writer().awaitReaders(List.of("keeps"), 10_000_000_000L);
      session.run();
      assertEquals(30, kept.get(10, TimeUnit.SECONDS));
      assertEquals(0, session.streams().get(0).copied());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a.mp4, libopenh264, 320x180,                 4, 1, 0",
    "a.mp4, libopenh264, 320x180,                 4, 2, 30",
    "a.mp4, libopenh264, 320x180,                 1, 2, 0",
    "a.mov, mjpeg,       '35x17,format=yuvj420p', 4, 1, 30",
  })
  void leftAloneItIsDoneWhereItIsFaster(
      String name, String encoder, String size, int threads, int readers, int copied)
      throws Exception {
    Path clip = clip(name, encoder, size);
    List<String> names = List.of("a", "b").subList(0, readers);
    CaptureSettings settings =
        TestSettings.of(pipeline, clip.toString(), threads, Direct.AUTO, names);
    try (CaptureSession session = CaptureSession.open(settings, new StopSignal())) {
      List<CompletableFuture<Integer>> taken =
          names.stream().map(reader -> readKeeping(reader, 1)).toList();
      session.run();
      for (CompletableFuture<Integer> frames : taken) {
        assertEquals(30, frames.get(10, TimeUnit.SECONDS));
      }
      assertEquals(copied, session.streams().get(0).copied());
    }
  }

  /** With damage, too, where decoders patch up what they have. */
  @ParameterizedTest
  @CsvSource({
    "a.ts,   mpeg2video",
    "a.avi,  mpeg4",
    "a.h264, libopenh264",
    "a.webm, libvpx-vp9",
  })
  void noPictureChangesWhileAReaderHasIt(String name, String encoder) throws Exception {
    Path clip = clip(name, encoder, "352x288", "g", "12");
    byte[] bytes = Files.readAllBytes(clip);
    Random random = new Random(1);
    for (int i = 0; i < 60; i++) {
      bytes[bytes.length / 5 + random.nextInt(bytes.length * 4 / 5)] ^=
          (byte) (1 << random.nextInt(8));
    }
    Files.write(clip, bytes);
    try (CaptureSession session = CaptureSession.open(settings(clip, 4), new StopSignal())) {
      CompletableFuture<Integer> kept = readKeeping(3);
      session.streams().get(0).writer().awaitReaders(List.of("keeps"), 10_000_000_000L);
      try {
        session.run();
      } catch (TruncatedInputException e) {
        // Damage may look like an early end.
      }
      assertEquals(session.streams().get(0).published(), (long) kept.get(10, TimeUnit.SECONDS));
    }
  }

  /** Reads all frames, each of which must be the same a few frames later. */
  private CompletableFuture<Integer> readKeeping(int most) {
    return readKeeping("keeps", most);
  }

  private CompletableFuture<Integer> readKeeping(String name, int most) {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              ReaderOptions options = ReaderOptions.of(name, ReaderPolicy.EVERY);
              Deque<FrameLease> leases = new ArrayDeque<>();
              Deque<String> sums = new ArrayDeque<>();
              int frames = 0;
              try (StreamReader reader = StreamReader.connect(pipeline, "video", options)) {
                while (reader.state() == ReaderState.LIVE || !leases.isEmpty()) {
                  FrameLease lease = reader.await(50_000_000L);
                  if (lease != null) {
                    frames++;
                    leases.add(lease);
                    sums.add(sum(lease));
                  }
                  if (leases.size() > (lease == null ? 0 : most - 1)) {
                    assertEquals(sums.remove(), sum(leases.peek()), "a picture changed");
                    leases.remove().close();
                  }
                }
                result.complete(frames);
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private static String sum(FrameLease lease) {
    CRC32C sum = new CRC32C();
    for (int plane = 0; plane < lease.header().planeCount(); plane++) {
      sum.update(lease.plane(plane));
    }
    return HexFormat.of().toHexDigits(sum.getValue());
  }

  @Test
  void whatCannotBeIsRefusedInOneLine() throws Exception {
    Path clip = clip("a.nut", "rawvideo", "32x32");
    CaptureRun run =
        CaptureRun.of(directory.resolve("run"), List.of(), "--direct", "on", "-i", clip.toString());
    assertEquals(1, run.exitCode);
    assertEquals(
        "zoetrope capture: stream 0 of '"
            + clip
            + "': decoder 'rawvideo' cannot decode into slots: it takes no memory of others;"
            + " use --direct auto",
        run.errors.strip());
  }

  @Test
  void thereIsNoThirdWay() throws Exception {
    CaptureRun run =
        CaptureRun.of(directory.resolve("run"), List.of(), "--direct", "maybe", "-i", "a.mkv");
    assertEquals(2, run.exitCode);
    assertTrue(run.errors.contains("--direct"), run.errors);
  }
}
