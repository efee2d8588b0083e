package dev.zoetrope.launcher.cat;

import static org.bytedeco.ffmpeg.global.avutil.av_parse_time;

import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.ffmpeg.FfmpegLayouts;
import dev.zoetrope.ffmpeg.command.Seconds;
import dev.zoetrope.ffmpeg.command.StageOptions;
import dev.zoetrope.ffmpeg.command.StageVersion;
import dev.zoetrope.launcher.RunningPipelines;
import dev.zoetrope.launcher.Terminal;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.stage.StageConsole;
import dev.zoetrope.stage.StageLoop;
import dev.zoetrope.stage.StageSettings;
import dev.zoetrope.stage.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zoetrope cat}: the raw frames of a stream on standard output. */
@Command(
    name = "cat",
    versionProvider = StageVersion.class,
    sortOptions = false,
    description = {
      "Write a stream's frames to standard output as plain bytes, for programs that read a pipe.",
      "",
      "What the bytes are is said on standard error. Nothing is converted: 'zoetrope filter' does"
          + " that."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  zoetrope cat video | ffplay -f rawvideo -pixel_format yuv420p -video_size 1280x720 -i -",
      "  zoetrope cat video -f yuv4mpegpipe | ffmpeg -i - out.webm",
      "  zoetrope cat audio -f wav | ffplay -i -",
      "  zoetrope cat video -frames 1 > picture.raw"
    })
public final class CatCommand implements Callable<Integer> {
  private static final long NS_PER_US = 1000;

  private CommandSpec command;

  @Mixin
  private final StageOptions options =
      new StageOptions("the only one that runs; while none does, default is waited for");

  @Parameters(index = "0", paramLabel = "STREAM", description = "The stream, such as video.")
  private String stream;

  @Option(
      names = "-f",
      paramLabel = "FORMAT",
      description =
          "rawvideo (default) or yuv4mpegpipe for pictures; wav, u8, s16le, s32le, f32le, f64le for"
              + " sound (default: as the samples are, without a header).")
  private String format;

  @Option(
      names = {"-frames", "-frames:v"},
      paramLabel = "N",
      description = "End after so many frames.")
  private Long frames;

  @Option(names = "-t", paramLabel = "TIME", description = "End after such a time of the stream.")
  private String duration;

  @Option(
      names = "--policy",
      paramLabel = "every|latest|leaky",
      defaultValue = "every",
      description =
          "Frames to write: every one, and the source waits; the newest, and it does not; or in"
              + " order while they last (default: ${DEFAULT-VALUE}).")
  private String policy;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "cat",
      description = "Name of this reader (default: ${DEFAULT-VALUE}).")
  private String name;

  @Option(
      names = "--connect-timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long to wait for the stream (default: ${DEFAULT-VALUE}).")
  private double connectTimeoutSeconds;

  @Spec
  void command(CommandSpec spec) {
    command = spec;
    spec.parser().posixClusteredShortOptionsAllowed(false);
  }

  @Override
  public Integer call() throws IOException {
    options.begin();
    PipeOut out = PipeOut.standard();
    Cat cat;
    StageSettings settings;
    try {
      cat = new Cat(new CatFormat(format), limit(), out);
      settings = settings();
      if (Terminal.is(Terminal.STANDARD_OUTPUT)) {
        throw new IllegalArgumentException(
            "standard output is a terminal: write to a pipe or a file, such as '| ffplay -i -'");
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
    Consumer<String> messages = options.quiet() ? line -> {} : this::say;
    StageConsole console = new StageConsole(System.err, messages, messages);
    try {
      new StageLoop(cat, settings, new FfmpegLayouts(), console, options.stopSignal()).run();
    } catch (UsageException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
    if (!out.isClosed()) {
      messages.accept(cat.summary());
    }
    return 0;
  }

  private CatLimit limit() {
    if (frames != null && frames < 1) {
      throw new IllegalArgumentException("-frames '" + frames + "': allowed: 1 and more");
    }
    long[] us = new long[1];
    if (duration != null && (av_parse_time(us, duration, 1) < 0 || us[0] <= 0)) {
      throw new IllegalArgumentException(
          "-t '" + duration + "': not a time, such as 2.5, 01:30 or 200ms");
    }
    return new CatLimit(frames == null ? 0 : frames, us[0] * NS_PER_US);
  }

  private PipelineDirectory directory() throws IOException {
    PipelineDirectory named = options.directory();
    if (command.commandLine().getParseResult().hasMatchedOption("--pipeline")) {
      return named;
    }
    return RunningPipelines.only(named.path().getParent()).orElse(named);
  }

  private StageSettings settings() throws IOException {
    StageSettings.Input input = new StageSettings.Input(stream, ReaderPolicy.of(policy));
    return StageSettings.of(directory(), name, List.of(input), List.of())
        .withConnectTimeoutNs(Seconds.toNs("--connect-timeout", connectTimeoutSeconds));
  }

  private void say(String line) {
    PrintWriter errors = command.commandLine().getErr();
    errors.println("zoetrope cat: " + line);
    errors.flush();
  }
}
