package dev.zoetrope.launcher;

import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.launcher.ClipWriter.Track;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whole pipelines whose decoder writes into slots: what comes out, what they say of frames that
 * were copied after all, and what is left when a stage is killed meanwhile.
 */
@Tag("once")
@Execution(ExecutionMode.CONCURRENT)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals to send")
class DirectRunTest {
  private static final Path MEDIA = Path.of("src/test/resources/media").toAbsolutePath();

  @TempDir Path home;

  @BeforeAll
  static void loadFfmpeg() throws IOException {
    Ffmpeg.initialize(false, true);
  }

  @AfterEach
  void noSharedFileIsLeft() {
    assertFalse(Files.exists(home.resolve("run")), "the runtime directory is left behind");
  }

  /** interlaced.mp4 is H.264 with MBAFF; cropped.mp4 has six columns cut off at its left. */
  @ParameterizedTest
  @CsvSource({
    "interlaced.mp4,    20, 0,  ''",
    "cropped.mp4,       20, 20, its planes begin where no header can say",
    "size-change.ts,    30, 4,  the decoder had none of its size",
  })
  void framesAreThoseOfAnotherDecoder(String name, int frames, int mostCopied, String why)
      throws IOException, InterruptedException {
    Path clip = MEDIA.resolve(name);

    ZoetropeProcess run = run("--direct", "on", "-i", clip.toString(), "-an").ends(0);

    assertEqualToReference(clip);
    int copied = copied(run, frames);
    assertTrue(copied <= mostCopied, copied + " frames were copied");
    assertEquals(!why.isEmpty(), run.said().contains("is copied into a slot: "), run.said());
    assertTrue(run.said().contains(why), run.said());
  }

  @Test
  void aPaletteIsCopiedAndThatIsSaid() throws IOException, InterruptedException {
    Path clip = home.resolve("a.mov");
    ClipWriter.write(
        clip, new Track("testsrc2=size=66x50:rate=25:duration=0.4,format=pal8", "png"));

    ZoetropeProcess run = run("-threads", "1", "-i", clip.toString()).ends(0);

    assertEqualToReference(clip);
    assertEquals(10, copied(run, 10));
    assertTrue(
        run.said().contains("'png' copies into slots: its pictures are of no known size"),
        run.said());
  }

  /** A file system of its own, of which the slots of the decoder would take more than half. */
  @Test
  void whereMemoryIsScarceFramesAreCopiedAndThatIsSaid() throws Exception {
    Path clip = home.resolve("a.ts");
    Track track = new Track("testsrc2=size=640x480:rate=25:duration=0.4", "mpeg2video");
    ClipWriter.write(clip, track);
    Path scarce = Files.createDirectory(home.resolve("scarce"));
    List<String> inside = List.of("unshare", "--map-root-user", "--mount", "sh", "-c");
    String mount = "mount -t tmpfs -o size=5m,mode=700 tmpfs " + scarce;
    assumeTrue(succeeds(inside, mount), "no mount namespaces: allow unshare --map-root-user");

    List<String> command = new ArrayList<>(inside);
    command.addAll(List.of(mount + " && exec \"$@\"", "sh"));
    String[] arguments = runArguments("--runtime-dir", scarce.toString(), "-i", clip.toString());
    command.addAll(ZoetropeProcess.builder(home, arguments).command());
    Path said = home.resolve("said");
    ProcessBuilder builder =
        ZoetropeProcess.builder(home).command(command).redirectErrorStream(true);
    int code = builder.redirectOutput(said.toFile()).start().waitFor();

    assertEquals(0, code, () -> read(said));
    assertTrue(read(said).contains("frames are copied into slots: more would take"), read(said));
    assertEqualToReference(clip);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean succeeds(List<String> inside, String command) throws Exception {
    List<String> all = new ArrayList<>(inside);
    all.add(command);
    try {
      return new ProcessBuilder(all).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // There is no such program.
    }
  }

  @ParameterizedTest
  @CsvSource({"encode, encoder", "capture, capture"})
  void killedStageLeavesNothingAndTheNextRunWorks(String stage, String name)
      throws IOException, InterruptedException {
    Path clip = MEDIA.resolve("h264-b-frames.mp4");
    ZoetropeProcess run =
        run("--direct", "on", "-re", "-stream_loop", "-1", "-i", clip.toString(), "-an");
    run.awaitFrames(PipelineDirectory.of(home.resolve("run"), RuntimeSweep.runName(run.pid())), 30);

    run.stage(stage).destroyForcibly();

    run.ends(1);
    assertTrue(
        run.said()
            .matches(
                "(?s).*zoetrope run: "
                    + name
                    + " \\(pid \\d+\\) was killed by signal 9 \\(SIGKILL\\).*"),
        run.said());
    noSharedFileIsLeft();
    ZoetropeProcess next = run("--direct", "on", "-i", clip.toString(), "-an").ends(0);
    assertEqualToReference(clip);
    assertEquals(0, copied(next, 25));
  }

  /** Runs into a listing of hashes, and tells what it does. */
  private ZoetropeProcess run(String... input) throws IOException {
    return ZoetropeProcess.start(home, runArguments(input));
  }

  private static String[] runArguments(String... input) {
    List<String> all = new ArrayList<>(List.of("run", "--verbose", "-y"));
    all.addAll(List.of(input));
    all.addAll(List.of("-o", "out.md5", "-f", "framemd5", "-c:v", "rawvideo", "-autoscale", "0"));
    return all.toArray(new String[0]);
  }

  /** Frames that capture copied, of those that there should be. */
  private static int copied(ZoetropeProcess run, int frames) {
    String pattern = "(?s).*stream 'video': " + frames + " frames, (\\d+) copied.*";
    assertTrue(run.said().matches(pattern), run.said());
    return Integer.parseInt(run.said().replaceFirst(pattern, "$1"));
  }

  private void assertEqualToReference(Path clip) throws IOException {
    assertEquals(
        ReferenceDecoder.decode(clip, AVMEDIA_TYPE_VIDEO).stream()
            .map(ReferenceDecoder.Frame::md5)
            .toList(),
        FrameMd5File.read(home.resolve("out.md5")).rows("video").stream()
            .map(FrameMd5File.Row::md5)
            .toList());
  }
}
