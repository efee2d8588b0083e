package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.junit.jupiter.api.Assertions.*;

import dev.zoetrope.encoder.TestCapture.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong is told in one line, and what can be kept is kept. */
class EncodeFailureTest {
  private static final Source PICTURES = Source.video("testsrc2=size=64x48:rate=25:duration=2");

  @TempDir Path runtime;
  @TempDir Path folder;

  private void assertRefused(String expected, Object... arguments) {
    EncodeRun run = EncodeRun.of(runtime, arguments);
    assertNotEquals(0, run.exit());
    assertEquals("zoetrope encode: " + expected + System.lineSeparator(), run.errors());
  }

  @Test
  void anExistingFileIsNotTouched() throws IOException {
    Path file = Files.writeString(folder.resolve("a.mp4"), "precious");
    assertRefused(
        "output '" + file + "': exists already; use -y to overwrite it, or choose another name",
        "-o",
        file);
    assertEquals("precious", Files.readString(file));
    try (TestCapture capture = new TestCapture(runtime, PICTURES).start()) {
      EncodeRun run = EncodeRun.of(runtime, "-y", "-o", file);
      assertEquals(0, run.exit(), run.errors());
    }
    assertEquals(50, MediaFile.read(file.toString()).streams.get(0).frames);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-c:v libvpx-vp | codec 'libvpx-vp': unknown; did you mean 'libvpx-vp9'",
        "-c:v h265     | codec 'h265': unknown",
        "-c:v copy     | option '-c:v copy': the frames are decoded already",
        "-c copy       | option '-c': say of what: -c:v of the pictures, -c:a of the sound",
        "-codec mpeg4  | option '-codec': say of what: -codec:v of the",
        "-c:a ffv1     | codec 'ffv1': is no audio encoder, as -c:a wants",
        "-f mp5        | format 'mp5': unknown; did you mean",
        "-f nosuch     | format 'nosuch': unknown; leave -f out to go by the name of the output",
        "-shortest     | option '-shortest': there is none here; each stream is written to its end",
        "-sws_flags x  | option '-sws_flags': there is none here; say -vf scale=",
        "-s axb        | size 'axb': is none; write such as 1280x720 or hd720",
        "-r 0          | frame rate '0': is none; write such as 25",
        "-pix_fmt grey | pixel format 'grey': unknown; did you mean 'gray'",
        "-frames:v 0   | option '-frames:v': 0 is too few; at least 1",
        "-o b.mp4      | argument 'b.mp4': one output only",
        "-movflag x    | option '-movflag': not known to encoder",
        "-nonsense 1   | option '-nonsense': not known to encoder",
        "-hls_time 1   | option '-hls_time': not known to encoder",
        "-crf          | Missing required parameter",
        "-x            | option '-x': its value is missing",
        "more.mp4      | argument 'more.mp4': one output only",
        "-bsf:x y      | option '-bsf:x': only ':v' and ':a'"
      })
  void whatCannotBeMeantIsRefusedBeforeAnythingRuns(String arguments, String expected) {
    List<Object> all = new ArrayList<>(List.of("-o", folder.resolve("a.mp4")));
    all.addAll(List.of(arguments.split(" ", -1)));
    EncodeRun run = EncodeRun.of(runtime, all.toArray());
    assertNotEquals(0, run.exit());
    assertTrue(run.errors().startsWith("zoetrope encode: " + expected), run.errors());
    assertEquals(1, run.errors().lines().count(), run.errors());
    assertFalse(Files.exists(folder.resolve("a.mp4")));
  }

  @Test
  void aValueThatTheEncoderRefusesIsToldWithItsOption() throws IOException {
    Path file = folder.resolve("a.mp4");
    try (TestCapture capture = new TestCapture(runtime, PICTURES).start()) {
      EncodeRun run = EncodeRun.of(runtime, "-o", file, "-b:v", "lots");
      assertTrue(
          run.errors().startsWith("zoetrope encode: option '-b:v': cannot be 'lots'; encoder '"),
          run.errors());
      assertNotEquals(0, run.exit());
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void anOutputThatCannotBeIsNamed() {
    assertRefused(
        "output '"
            + folder.resolve("a")
            + "': no format goes with that name; choose one with -f,"
            + " such as -f mp4",
        "-o",
        folder.resolve("a"));
    assertRefused(
        "output '"
            + folder.resolve("no/a.mp4")
            + "': there is no directory '"
            + folder.resolve("no")
            + "'; create it first",
        "-o",
        folder.resolve("no/a.mp4"));
    assertRefused(
        "source 'capture' of pipeline 'default': not there after 0 s; start 'zoetrope capture' with"
            + " the same --pipeline",
        "--connect-timeout",
        "0.1",
        "-o",
        folder.resolve("a.mp4"));
  }

  @Test
  void aWrongValueIsTheEncodersOwnComplaint() throws IOException {
    try (TestCapture capture = new TestCapture(runtime, PICTURES).start()) {
      EncodeRun run =
          EncodeRun.of(
              runtime, "-o", folder.resolve("a.mkv"), "-c:v", "ffv1", "-coder", "nonsense");
      assertEquals(1, run.exit());
      assertTrue(run.errors().contains("encoder 'ffv1'"), run.errors());
      assertTrue(run.errors().contains("nonsense"), run.errors());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.mp4", "a.mkv"})
  void anEncoderThatRefusesTheFirstPictureLeavesNoFile(String name) throws IOException {
    Assumptions.assumeTrue(avcodec_find_encoder_by_name("libopenh264") != null);
    Source dot = Source.video("testsrc2=size=16x16:rate=25:duration=0.2,scale=8:8");
    Path file = folder.resolve(name);
    try (TestCapture capture = new TestCapture(runtime, dot).start()) {
      EncodeRun run = EncodeRun.of(runtime, "-o", file, "-c:v", "libopenh264");
      assertEquals(1, run.exit());
      assertTrue(run.errors().contains("encoder 'libopenh264'"), run.errors());
    }
    assertFalse(Files.exists(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.mp4", "a.mkv"})
  void anEncoderThatRefusesTheFirstPictureLeavesNoTrackInAFileOfSound(String name)
      throws IOException {
    Assumptions.assumeTrue(avcodec_find_encoder_by_name("libopenh264") != null);
    Source dot = Source.video("testsrc2=size=16x16:rate=25:duration=0.2,scale=8:8");
    Source sound = Source.audio("sine=duration=2");
    CountDownLatch heard = new CountDownLatch(40);
    Path file = folder.resolve(name);
    try (TestCapture capture = new TestCapture(runtime, dot, sound).changing(f -> sync(f, heard))) {
      capture.start();
      EncodeRun run = EncodeRun.of(runtime, "-o", file, "-c:v", "libopenh264");
      assertEquals(1, run.exit());
      assertTrue(run.errors().contains("encoder 'libopenh264'"), run.errors());
      assertEquals(1, run.errors().lines().count(), run.errors());
    }
    MediaFile written = MediaFile.read(file.toString());
    assertEquals(1, written.streams.size());
    assertTrue(written.streams.get(0).frames > 20, "sound");
    assertEquals(0, written.streams.get(0).errors);
  }

  /** Holds pictures back until sound was sent, of which most is encoded then. */
  private static void sync(AVFrame frame, CountDownLatch heard) {
    if (frame.width() == 0) {
      heard.countDown();
      return;
    }
    try {
      heard.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aFailedSourceLeavesAFinishedFile() throws IOException {
    Path file = folder.resolve("a.mp4");
    try (TestCapture capture = new TestCapture(runtime, PICTURES).failing().start()) {
      assertRefused(
          "stream 'video': its source failed; '" + file + "' is complete up to there", "-o", file);
    }
    assertEquals(50, MediaFile.read(file.toString()).streams.get(0).frames);
  }

  @Test
  void aKilledSourceLeavesAFinishedFile() throws Exception {
    Path file = folder.resolve("a.mkv");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens",
            "java.base/jdk.internal.misc=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            TestCapture.class.getName(),
            runtime.toString());
    Process source = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var said = source.inputReader(StandardCharsets.UTF_8)) {
      Thread killer =
          new Thread(
              () -> {
                try {
                  assertEquals("sent", said.readLine());
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                } finally {
                  source.destroyForcibly();
                }
              });
      killer.start();
      assertRefused(
          "stream 'video': its source died; '" + file + "' is complete up to there", "-o", file);
      killer.join();
    } finally {
      source.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    assertEquals(50, MediaFile.read(file.toString()).streams.get(0).frames);
  }

  @Test
  void aFormatThatLacksTheCodecIsTheMuxersOwnComplaint() throws IOException {
    Path file = folder.resolve("a.webm");
    try (TestCapture capture = new TestCapture(runtime, PICTURES).start()) {
      EncodeRun run = EncodeRun.of(runtime, "-o", file, "-c:v", "ffv1");
      assertEquals(1, run.exit());
      assertTrue(run.errors().contains("output '" + file + "': "), run.errors());
      assertTrue(run.errors().contains("WebM"), run.errors());
      assertFalse(Files.exists(file), "nothing was written");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.mp4", "a.mkv"})
  void aFileCanBeReadBeforeItsEnd(String name) throws Exception {
    Path file = folder.resolve(name);
    Path copy = folder.resolve("copy-of-" + name);
    Source source = Source.video("testsrc2=size=64x48:rate=25:duration=8");
    try (TestCapture capture = new TestCapture(runtime, source).staying().start()) {
      Thread encoder = new Thread(() -> EncodeRun.of(runtime, "-o", file));
      encoder.start();
      capture.awaitSent();
      // As after a crash: no end was written. The encoder may still be busy with the last frames.
      int frames = 0;
      while (frames < 150) {
        Thread.onSpinWait();
        if (Files.exists(file) && Files.size(file) > 4096) {
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
          frames = MediaFile.read(copy.toString()).streams.get(0).frames;
        }
      }
      capture.close();
      encoder.join();
    }
    assertEquals(200, MediaFile.read(file.toString()).streams.get(0).frames);
  }

  @Test
  void anEvictedEncoderFinishesItsFile() throws Exception {
    // Nobody reads the pipe until the encoder was left behind.
    Path pipe = folder.resolve("pipe");
    Path file = folder.resolve("a.ts");
    Assumptions.assumeTrue(makePipe(pipe), "a system with named pipes");
    long stallTimeoutNs = 300_000_000L;
    try (TestCapture capture =
        new TestCapture(
            runtime, stallTimeoutNs, Source.video("testsrc2=size=640x480:rate=25:d=4"))) {
      capture.start();
      Thread drain =
          new Thread(
              () -> {
                try {
                  capture.awaitSent();
                  Files.copy(pipe, file);
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      drain.start();
      EncodeRun run = EncodeRun.of(runtime, "-y", "-o", pipe, "-f", "mpegts");
      drain.join();
      assertEquals(1, run.exit());
      assertTrue(run.errors().contains("stream 'video': this encoder was too slow"), run.errors());
    }
    assertTrue(MediaFile.read(file.toString()).streams.get(0).frames > 0);
  }

  private static boolean makePipe(Path pipe) throws InterruptedException {
    try {
      return new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aFullDiskIsTold() throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "a device that is always full");
    try (TestCapture capture = new TestCapture(runtime, PICTURES).start()) {
      assertRefused(
          "output '/dev/full': No space left on device",
          "-y",
          "-o",
          full,
          "-f",
          "rawvideo",
          "-c:v",
          "rawvideo");
    }
  }

  @Test
  void aSegmentThatDoesNotFitIsTold() throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "a device that is always full");
    Path segment = Files.createSymbolicLink(folder.resolve("a1.ts"), full);
    Path output = folder.resolve("a.m3u8");
    try (TestCapture capture = new TestCapture(runtime, PICTURES).start()) {
      assertRefused(
          "output '" + output + "': No space left on device",
          "-y",
          "-o",
          output,
          "-hls_time",
          "0.4",
          "-g",
          "5",
          "-c:v",
          "mpeg4");
    }
    Files.delete(segment);
  }

  @Test
  void aDeadPeerIsToldWithinSeconds() throws IOException {
    try (TestCapture capture = new TestCapture(runtime, PICTURES).start()) {
      EncodeRun run = EncodeRun.of(runtime, "-o", "rtmp://127.0.0.1:9/live");
      assertEquals(1, run.exit());
      assertTrue(
          run.errors().startsWith("zoetrope encode: output 'rtmp://127.0.0.1:9/live': "),
          run.errors());
      assertEquals(1, run.errors().lines().count());
    }
  }

  @ParameterizedTest
  @CsvSource({"tcp://127.0.0.1:9, mpegts, mpeg4, mp2", "a.mkv, matroska, mpeg4, pcm_vidc"})
  void whatIsEncodedAfterAFailedHeaderIsDropped(
      String name, String format, String video, String audio) throws IOException {
    String output = name.contains(":") ? name : folder.resolve(name).toString();
    Source sound = Source.audio("sine=duration=2");
    try (TestCapture capture = new TestCapture(runtime, PICTURES, sound).start()) {
      EncodeRun run =
          EncodeRun.of(runtime, "-o", output, "-f", format, "-c:v", video, "-c:a", audio);
      assertEquals(1, run.exit());
      assertTrue(run.errors().startsWith("zoetrope encode: output '" + output), run.errors());
      assertEquals(1, run.errors().lines().count(), run.errors());
      assertFalse(Files.exists(folder.resolve("a.mkv")));
    }
  }
}
