package dev.zoetrope.display;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lwjgl.sdl.SDLHints.*;

import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.ffmpeg.FrameToSlot;
import dev.zoetrope.ffmpeg.command.StageErrors;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamList;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command, in this process, on streams that are really there. */
final class DisplayCommandTest {
  private static final long TIMEOUT_NS = 20_000_000_000L;
  private static final int FRAMES = 10;

  @TempDir Path runtime;
  @TempDir Path files;
  private final StringWriter said = new StringWriter();
  private PipelineDirectory directory;

  @BeforeEach
  void withoutDisplay() {
    directory = PipelineDirectory.of(runtime, "p");
    SDL_SetHint(SDL_HINT_VIDEO_DRIVER, "dummy");
    SDL_SetHint(SDL_HINT_RENDER_DRIVER, "software");
    SDL_SetHint(SDL_HINT_AUDIO_DRIVER, "dummy");
  }

  @AfterEach
  void reset() {
    SDL_ResetHint(SDL_HINT_VIDEO_DRIVER);
    SDL_ResetHint(SDL_HINT_RENDER_DRIVER);
    SDL_ResetHint(SDL_HINT_AUDIO_DRIVER);
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--pipeline", "p", "--runtime-dir"));
    all.add(runtime.toString());
    all.addAll(Arrays.asList(arguments));
    CommandLine line = StageErrors.install(new CommandLine(new DisplayCommand().command()));
    line.setErr(new PrintWriter(said, true));
    return line.execute(all.toArray(String[]::new));
  }

  private void assertOneLine(String... parts) {
    assertEquals(1, said.toString().lines().count(), said.toString());
    assertTrue(said.toString().startsWith("zoetrope display: "), said.toString());
    for (String part : parts) {
      assertTrue(said.toString().contains(part), said.toString());
    }
  }

  /** A source with a stream of pictures, which fails or ends after a few, and perhaps more. */
  private CompletableFuture<Set<String>> source(boolean fails, String... others) {
    CompletableFuture<Set<String>> missing = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                missing.complete(serve(fails, others));
              } catch (IOException | InterruptedException | RuntimeException e) {
                missing.completeExceptionally(e);
              }
            });
    thread.start();
    return missing;
  }

  private Set<String> serve(boolean fails, String... others)
      throws IOException, InterruptedException {
    List<StreamWriter> writers = new ArrayList<>();
    List<String> names = new ArrayList<>(List.of("video"));
    names.addAll(Arrays.asList(others));
    for (String name : names) {
      StreamKind kind = name.startsWith("audio") ? StreamKind.AUDIO : StreamKind.VIDEO;
      EpochSpec spec = new EpochSpec(kind, 3, 1 << 20, -1, 25, 1, false);
      writers.add(StreamWriter.open(directory, name, spec, PressurePolicy.WAIT, TIMEOUT_NS));
    }
    try (StreamList list = StreamList.announce(directory, "capture", names)) {
      for (StreamWriter writer : writers) {
        Set<String> missing = writer.awaitReaders(Set.of("display"), TIMEOUT_NS);
        if (!missing.isEmpty()) {
          return missing;
        }
      }
      AVFrame frame = TestStream.frame(WindowSurfaceTest.SMOOTH + ",format=yuv420p");
      for (int i = 0; i < FRAMES; i++) {
        frame.pts(i);
        publish(writers.get(0), frame);
      }
      av_frame_free(frame);
    } finally {
      for (StreamWriter writer : writers) {
        if (fails) {
          writer.fail();
        } else {
          writer.close();
        }
      }
    }
    return Set.of();
  }

  private static void publish(StreamWriter writer, AVFrame frame) throws IOException {
    try (var claim = writer.claim(FrameToSlot.payloadLength(frame))) {
      FrameToSlot.write(
          frame, claim, frame.time_base().num(), frame.time_base().den(), System.nanoTime());
      claim.publish();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-an -vn",
        "-volume 101",
        "--wait -1",
        "--display terminal --screenshot x.png",
        "--display cinema",
        "--on-close explode"
      })
  void whatCannotBeMeantIsAUsageError(String arguments) {
    assertEquals(2, run(arguments.split(" ", -1)));
    assertOneLine("see 'zoetrope display --help'");
  }

  @Test
  void namesASourceThatDoesNotAppear() {
    assertEquals(1, run("--wait", "0", "--source", "camera"));
    assertOneLine("source 'camera'", "--wait");
  }

  @Test
  void namesAStreamThatDoesNotAppear() {
    assertEquals(1, run("--wait", "0", "--stream", "left", "--display", "none"));
    assertOneLine("stream 'left'", "--wait");
  }

  @Test
  void saysThatThereIsNoWindowAndWhatToDo() throws Exception {
    SDL_SetHint(SDL_HINT_VIDEO_DRIVER, "none-such");
    CompletableFuture<Set<String>> source = source(false);
    assertEquals(1, run("--display", "window"));
    assertOneLine("window: ", "use --display terminal or --display none");
    // Whoever waits for it has to be told by somebody else.
    assertFalse(source.isDone());
    try (TestReader reader = new TestReader(directory)) {
      assertEquals(Set.of(), source.get());
    }
  }

  /** Satisfies a source that waits. */
  private static final class TestReader implements AutoCloseable {
    private final StreamReader reader;

    TestReader(PipelineDirectory directory) throws IOException {
      reader =
          StreamReader.connect(
              directory, "video", ReaderOptions.of("display", ReaderPolicy.LATEST));
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "window"})
  void showsAStreamToItsEnd(String display) throws Exception {
    CompletableFuture<Set<String>> source = source(false);
    assertEquals(0, run("--display", display));
    assertEquals(Set.of(), source.get());
    assertOneLine(" shown, ", " skipped");
  }

  @Test
  void quietSaysNothing() throws Exception {
    CompletableFuture<Set<String>> source = source(false);
    assertEquals(0, run("--display", "none", "--quiet"));
    source.get();
    assertEquals("", said.toString());
  }

  @Test
  void savesTheLastPicture() throws Exception {
    Path shot = files.resolve("shot.png");
    CompletableFuture<Set<String>> source = source(false);
    assertEquals(0, run("--display", "window", "--screenshot", shot.toString()));
    source.get();
    byte[] signature = Arrays.copyOf(Files.readAllBytes(shot), 4);
    assertArrayEquals(new byte[] {(byte) 0x89, 'P', 'N', 'G'}, signature);
  }

  @Test
  void joinsAndLeavesStreamsThatItDoesNotShow() throws Exception {
    CompletableFuture<Set<String>> source = source(false, "video1", "audio", "audio1");
    assertEquals(0, run("--display", "none", "-an"));
    assertEquals(Set.of(), source.get());
  }

  @Test
  void playsAnEmptySoundStreamAndNoPictures() throws Exception {
    CompletableFuture<Set<String>> source = source(false, "audio");
    assertEquals(0, run("-vn"));
    assertEquals(Set.of(), source.get());
    assertEquals("", said.toString());
  }

  @Test
  void goesOnWithoutASoundDevice() throws Exception {
    SDL_SetHint(SDL_HINT_AUDIO_DRIVER, "none-such");
    CompletableFuture<Set<String>> source = source(false, "audio");
    assertEquals(0, run("--display", "none"));
    assertEquals(Set.of(), source.get());
    assertTrue(said.toString().startsWith("zoetrope display: no sound: "), said.toString());
    assertEquals(2, said.toString().lines().count(), said.toString());
  }

  @Test
  void aFailedSourceIsAFailure() throws Exception {
    CompletableFuture<Set<String>> source = source(true);
    assertEquals(1, run("--display", "none", "-an"));
    source.get();
    assertTrue(said.toString().contains("zoetrope display: pictures: the source failed"));
  }
}
