package dev.zoetrope.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.launcher.ZoetropeMain;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Writers and readers of every two languages, on the same stream; the samples as users start them.
 */
@Tag("once")
class CrossLanguageTest {
  private static final int FRAMES = 50;
  private static final long AWAIT_NS = 20_000_000_000L;
  private static final long STALL_NS = 60_000_000_000L;

  @TempDir Path temporary;
  private Path runtime;
  private PipelineDirectory pipeline;

  @BeforeEach
  void chooseRuntimeDirectory() {
    runtime = temporary.resolve("run");
    pipeline = PipelineDirectory.of(runtime, "p");
  }

  @AfterEach
  void nothingIsLeftBehind() {
    assertFalse(Files.exists(pipeline.path()), "the pipeline's files are left behind");
  }

  private Toolbox.Run reader(String language) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    switch (language) {
      case "python" -> {
        command.addAll(List.of(Toolbox.python(), Toolbox.PYTHON.resolve("reader.py").toString()));
        command.addAll(List.of("p", "video", "--name", "meter"));
      }
      case "c" -> {
        Toolbox.assumeCompiler();
        command.add(Toolbox.compile("reader", temporary).toString());
        command.addAll(List.of("p", "video", "meter"));
      }
      default -> throw new IllegalArgumentException(language);
    }
    return new Toolbox.Run(runtime, command);
  }

  private Toolbox.Run writer(String language, String reader)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    String frames = String.valueOf(FRAMES);
    switch (language) {
      case "java" ->
          command.addAll(
              Toolbox.java(
                  SyntheticSource.class,
                  "--quiet",
                  "--pipeline",
                  pipeline.name(),
                  "--out",
                  "video",
                  "--await",
                  reader,
                  "frames=" + frames));
      case "python" -> {
        command.addAll(List.of(Toolbox.python(), Toolbox.PYTHON.resolve("writer.py").toString()));
        command.addAll(List.of("p", "video", frames, "--await", reader));
      }
      case "c" -> {
        Toolbox.assumeCompiler();
        command.add(Toolbox.compile("writer", temporary).toString());
        command.addAll(List.of("p", "video", frames, reader));
      }
      default -> throw new IllegalArgumentException(language);
    }
    return new Toolbox.Run(runtime, command);
  }

  @ParameterizedTest
  @CsvSource({"java, python", "java, c", "python, python", "python, c", "c, python", "c, c"})
  void readsEveryFrame(String writers, String readers) throws IOException, InterruptedException {
    try (Toolbox.Run reader = reader(readers);
        Toolbox.Run writer = writer(writers, "meter")) {
      List<String> lines = reader.lines();
      assertEquals(List.of(), writer.lines());
      assertEquals(FRAMES, lines.size());
      // Rows count 0 to 239: their mean is 119.5. One frame on, every row is one brighter.
      assertTrue(lines.get(0).endsWith("\"size\": \"320x240\", \"luma\": 119.5}"), lines.get(0));
      assertTrue(lines.get(10).startsWith("{\"frame\": 11, \"pts\": 0.4"), lines.get(10));
      assertTrue(lines.get(10).endsWith("\"luma\": 129.5}"), lines.get(10));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"python", "c"})
  void isReadInJava(String writers) throws IOException, InterruptedException {
    ReaderOptions options = ReaderOptions.of("meter", ReaderPolicy.EVERY);
    try (Toolbox.Run writer = writer(writers, "meter");
        StreamReader reader = StreamReader.connect(pipeline, "video", options)) {
      int taken = 0;
      while (reader.state() == ReaderState.LIVE) {
        try (FrameLease frame = reader.await(AWAIT_NS)) {
          if (frame != null) {
            assertEquals(taken++, frame.header().pts());
            int lastRow = frame.payload().getByte(239 * 320) & 0xFF;
            assertEquals(239 + frame.header().pts() & 0xFF, lastRow);
          }
        }
      }
      assertEquals(ReaderState.ENDED, reader.state());
      assertEquals(FRAMES, taken);
      assertEquals(List.of(), writer.lines());
    }
  }

  @Test
  void isEncodedWhenWrittenInPython() throws IOException, InterruptedException {
    Path encoded = temporary.resolve("out.framemd5");
    List<String> encode =
        Toolbox.java(
            ZoetropeMain.class,
            "encode",
            "--pipeline",
            "p",
            "-f",
            "framemd5",
            "-o",
            encoded.toString());
    try (Toolbox.Run writer = writer("python", "encoder");
        Toolbox.Run encoder = new Toolbox.Run(runtime, encode)) {
      encoder.lines();
      assertEquals(List.of(), writer.lines());
    }
    List<String> frames =
        Files.readAllLines(encoded).stream().filter(line -> !line.startsWith("#")).toList();
    assertEquals(FRAMES, frames.size(), String.join("\n", frames));
    assertEquals(FRAMES, frames.stream().distinct().count());
  }

  @Test
  void aKilledReaderInCHoldsNobodyUp() throws IOException, InterruptedException {
    EpochSpec spec = new EpochSpec(StreamKind.VIDEO, 3, 64, -1, 0, 1, false);
    try (Toolbox.Run reader = reader("c");
        StreamWriter writer =
            StreamWriter.open(pipeline, "video", spec, PressurePolicy.WAIT, STALL_NS)) {
      assertEquals(Set.of(), writer.awaitReaders(Set.of("meter"), AWAIT_NS));
      for (int i = 0; i < FRAMES; i++) {
        publish(writer, i);
      }
      reader.kill();
      // Nobody waits for the dead, nor for the stall timeout.
      for (int i = 0; i < FRAMES; i++) {
        publish(writer, i);
      }
      assertEquals(0, writer.dropped());
    }
  }

  private static void publish(StreamWriter writer, int number) throws IOException {
    try (FrameClaim claim = writer.claim(64)) {
      claim
          .header()
          .video("gray", 1, 1)
          .time(number, 1, 1, 25)
          .payloadLength(64)
          .planeCount(1)
          .plane(0, 0, 64, 1);
      claim.publish();
    }
  }
}
