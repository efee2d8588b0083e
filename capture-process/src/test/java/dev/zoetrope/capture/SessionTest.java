package dev.zoetrope.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.capture.TestMedia.Track;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamList;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions from the inside: announcement, stop, live sources. */
class SessionTest {
  /** The common pool may have one thread only, for all that waits in here. */
  private static final Executor OWN_THREAD = task -> new Thread(task).start();

  @TempDir Path directory;
  private PipelineDirectory pipeline;

  @BeforeEach
  void prepare() {
    Ffmpeg.initialize(false, true);
    pipeline = PipelineDirectory.of(directory.resolve("run"), "default");
  }

  private CaptureSettings settings(String... inputs) {
    return TestSettings.of(pipeline, List.of(inputs), InputOptions.DEFAULT, true, List.of("test"));
  }

  private static CompletableFuture<Void> run(CaptureSession session) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            session.run();
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        OWN_THREAD);
  }

  @Test
  void streamsAreAnnouncedWhileTheyRun() throws Exception {
    StopSignal stop = new StopSignal();
    try (CaptureSession session =
        CaptureSession.open(settings("pattern:testsrc2", "tone:sine"), stop)) {
      assertEquals(Optional.of(List.of("video", "audio")), StreamList.read(pipeline, "capture"));
      IOException second =
          assertThrows(IOException.class, () -> CaptureSession.open(settings("tone:sine"), stop));
      assertTrue(second.getMessage().contains("already has a writer"), second.getMessage());
      assertEquals(2, session.streams().size());
    }
    assertEquals(Optional.empty(), StreamList.read(pipeline, "capture"));
    assertFalse(Files.exists(pipeline.path()));
  }

  @Test
  void stopEndsEndlessStreamsInOrder() throws Exception {
    StopSignal stop = new StopSignal();
    try (CaptureSession session =
        CaptureSession.open(settings("pattern:testsrc2=size=64x64", "tone:sine"), stop)) {
      CompletableFuture<Received> video = Received.of(pipeline, "video");
      CompletableFuture<Received> audio = Received.of(pipeline, "audio");
      CompletableFuture<Void> run = run(session);
      while (session.streams().stream().anyMatch(stream -> stream.published() < 10)) {
        Thread.onSpinWait();
      }
      stop.request();
      run.get(5, TimeUnit.SECONDS);
      assertEquals(ReaderState.ENDED, video.get(5, TimeUnit.SECONDS).end);
      assertEquals(ReaderState.ENDED, audio.get(5, TimeUnit.SECONDS).end);
      assertEquals(session.streams().get(0).published(), video.get().frames.size());
    }
  }

  @Test
  void stopEndsWaitingForReaders() throws Exception {
    StopSignal stop = new StopSignal();
    try (CaptureSession session = CaptureSession.open(settings("pattern:testsrc2"), stop)) {
      CompletableFuture<Void> run = run(session);
      stop.request();
      run.get(5, TimeUnit.SECONDS);
      assertEquals(0, session.streams().get(0).published());
    }
  }

  @Test
  void stopEndsWaitingForSlots() throws Exception {
    Path clip =
        TestMedia.write(
            directory.resolve("a.mkv"),
            Track.of("testsrc2=size=160x90:duration=4", "mpeg4"),
            Track.of("sine=duration=4:sample_rate=48000", "flac"));
    StopSignal stop = new StopSignal();
    try (CaptureSession session = CaptureSession.open(settings(clip.toString()), stop)) {
      // The reader of video leaves after two frames; a second one joins and never reads.
      CompletableFuture<Received> audio = Received.of(pipeline, "audio");
      try (var stuck =
          dev.zoetrope.channel.StreamReader.connect(
              pipeline,
              "video",
              dev.zoetrope.channel.ReaderOptions.of(
                  "test", dev.zoetrope.channel.ReaderPolicy.EVERY))) {
        CompletableFuture<Void> run = run(session);
        Received received = audio.get(10, TimeUnit.SECONDS);
        assertEquals(ReaderState.ENDED, received.end, "video that waits must not starve audio");
        // The pictures have a thread of their own, and may come later than the end of the sound.
        while (session.streams().get(0).published() < 3) {
          assertFalse(run.isDone(), "fewer than there are slots for it");
          Thread.sleep(5);
        }
        stop.request();
        run.get(5, TimeUnit.SECONDS);
        assertEquals(3, stuck.slotCount());
      }
    }
  }

  private Path liveClip() throws IOException {
    return TestMedia.write(
        directory.resolve("a.ts"),
        Track.of("testsrc2=size=64x64:rate=25:duration=8", "mpeg2video").with("g", "5"));
  }

  private static int freePort() throws IOException {
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Test
  void whatALiveSourceSendsBeforeItsReadersAreThereIsKept() throws Exception {
    Path clip = liveClip();
    int port = freePort();
    StopSignal stop = new StopSignal();
    CompletableFuture<Void> sender =
        CompletableFuture.runAsync(() -> send(clip, port, stop), OWN_THREAD);
    try (CaptureSession session = CaptureSession.open(settings("udp://127.0.0.1:" + port), stop)) {
      CompletableFuture<Void> run = run(session);
      Thread.sleep(700);
      long joinedNs = System.nanoTime();
      Received received = Received.of(pipeline, "video", 60).get(20, TimeUnit.SECONDS);
      stop.request();
      run.get(5, TimeUnit.SECONDS);
      long earlierNs = joinedNs - received.frames.get(0).captureTimeNs();
      assertTrue(
          earlierNs > 500_000_000L, "first frame is older than its reader, ns: " + earlierNs);
      assertEquals(0, session.streams().get(0).dropped());
    } finally {
      stop.request();
      sender.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void liveSourceDropsInsteadOfWaiting() throws Exception {
    Path clip = liveClip();
    int port = freePort();
    StopSignal stop = new StopSignal();
    CompletableFuture<Void> sender =
        CompletableFuture.runAsync(() -> send(clip, port, stop), OWN_THREAD);
    try (CaptureSession session = CaptureSession.open(settings("udp://127.0.0.1:" + port), stop)) {
      CompletableFuture<Received> video = Received.of(pipeline, "video", 30);
      CompletableFuture<Void> run = run(session);
      Received received = video.get(20, TimeUnit.SECONDS);
      assertTrue(received.live);
      stop.request();
      run.get(5, TimeUnit.SECONDS);
      List<Long> times = new ArrayList<>();
      received.frames.forEach(frame -> times.add(frame.captureTimeNs()));
      assertEquals(times.stream().sorted().toList(), times);
    } finally {
      stop.request();
      sender.get(5, TimeUnit.SECONDS);
    }
  }

  /** Sends a clip over and over, until told to stop. */
  private static void send(Path clip, int port, StopSignal stop) {
    try (DatagramSocket socket = new DatagramSocket()) {
      byte[] bytes = Files.readAllBytes(clip);
      while (!stop.isRequested()) {
        for (int at = 0; at < bytes.length && !stop.isRequested(); at += 7 * 188) {
          byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 7 * 188));
          socket.send(
              new DatagramPacket(part, part.length, InetAddress.getLoopbackAddress(), port));
          java.util.concurrent.locks.LockSupport.parkNanos(2_000_000L);
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
