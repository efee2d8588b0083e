package dev.zoetrope.capture;

import static dev.zoetrope.ffmpeg.command.CommandOptions.named;

import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.ffmpeg.command.CommandOptions;
import dev.zoetrope.ffmpeg.command.SourceOption;
import dev.zoetrope.ffmpeg.command.StageOptions;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * {@code zoetrope capture}: decodes inputs into the shared-memory streams {@code video} and {@code
 * audio}. Ends with 0 when the inputs ended or a stop was requested, with 1 when something failed
 * or an input ended early, with 2 for a command line that cannot be meant.
 */
public final class CaptureCommand implements Callable<Integer> {
  /** How fast to publish. */
  enum Pace {
    /** At the pace of presentation. */
    REALTIME,
    /** As fast as the slowest reader that wants every frame. */
    MAX
  }

  private final CommandSpec command = CommandOptions.command("capture", this);
  private final CommandOptions options = new CommandOptions(command);
  private final StageOptions stage = StageOptions.of(command);
  private final SourceOption source = SourceOption.of(command);

  private final Supplier<List<String>> inputs =
      options.texts(
          named("-i")
              .required(true)
              .paramLabel("INPUT")
              .description(
                  "File, URL, device, pattern:FILTER (video) or tone:FILTER (audio). May be repeated; the"
                      + " first input with video gives the video, the first with audio the audio."));

  private final Supplier<String> format =
      options.text(
          named("-f").paramLabel("FORMAT").description("Force an input format or device."));

  private final Supplier<List<String>> maps =
      options.texts(
          named("-map")
              .paramLabel("STREAM")
              .description(
                  "Take these streams instead, such as 0:v:1, 0:a, 0:2. May be repeated."));

  private final Supplier<Boolean> noVideo = options.flag(named("-vn").description("No video."));

  private final Supplier<Boolean> noAudio = options.flag(named("-an").description("No audio."));

  private final Supplier<String> start =
      options.text(named("-ss").paramLabel("TIME").description("Start at this position."));

  private final Supplier<String> startFromEnd =
      options.text(
          named("-sseof")
              .paramLabel("TIME")
              .description("Start that long before the end, such as -10."));

  private final Supplier<String> duration =
      options.text(named("-t").paramLabel("TIME").description("Read this much, at most."));

  private final Supplier<String> end =
      options.text(named("-to").paramLabel("TIME").description("Stop at this position."));

  private final Supplier<Integer> loops =
      options.value(
          Integer.class,
          named("-stream_loop")
              .paramLabel("N")
              .defaultValue("0")
              .description("Repeat the input N times more; -1 for ever."));

  private final Supplier<Boolean> readRate =
      options.flag(named("-re").description("The same as --pace realtime."));

  private final Supplier<Pace> pace =
      options.value(
          Pace.class,
          named("--pace")
              .paramLabel("realtime|max")
              .description(
                  "Publish at the pace of presentation, or as fast as the slowest reader that wants every"
                      + " frame (default: max; live sources pace themselves)."));

  private final Supplier<Integer> threads =
      options.value(
          Integer.class,
          named("-threads")
              .paramLabel("N")
              .defaultValue("0")
              .description("Decoder threads (default: as many as there are processors)."));

  private final Supplier<Double> timeoutSeconds =
      options.value(
          Double.class,
          named("--timeout")
              .paramLabel("SECONDS")
              .defaultValue("5")
              .description("Longest wait for a network peer (default: ${DEFAULT-VALUE})."));

  private final Supplier<Integer> slots =
      options.value(
          Integer.class,
          named("--slots")
              .paramLabel("N")
              .defaultValue("3")
              .description("Slots of a video stream, 2 to 64 (default: ${DEFAULT-VALUE})."));

  private final Supplier<Direct> direct =
      options.value(
          Direct.class,
          named("--direct")
              .paramLabel("auto|on|off")
              .defaultValue("auto")
              .description(
                  "Decode straight into slots instead of copying there, and add those that the decoder"
                      + " keeps: where that is faster, always, never (default: ${DEFAULT-VALUE})."));

  private final Supplier<Integer> audioSlots =
      options.value(
          Integer.class,
          named("--audio-slots")
              .paramLabel("N")
              .defaultValue("16")
              .description("Slots of an audio stream, 2 to 64 (default: ${DEFAULT-VALUE})."));

  private final Supplier<Double> stallTimeoutSeconds =
      options.value(
          Double.class,
          named("--stall-timeout")
              .paramLabel("SECONDS")
              .defaultValue("10")
              .description(
                  "Evict a reader that is in the way this long without progress (default:"
                      + " ${DEFAULT-VALUE})."));

  private final Supplier<Map<String, String>> names =
      options.pairs(
          named("--out")
              .paramLabel("STREAM=NAME")
              .description(
                  "Another name for a stream, such as video=cam; may be repeated. It is an error then if no"
                      + " input has such a stream."));

  private final Supplier<List<String>> await =
      options.texts(
          named("--await")
              .paramLabel("[STREAM=]NAME")
              .splitRegex(",")
              .description(
                  "Before the first frame wait until these readers joined every stream, or that one."));

  private final Supplier<Double> awaitTimeoutSeconds =
      options.value(
          Double.class,
          named("--await-timeout")
              .paramLabel("SECONDS")
              .defaultValue("20")
              .description("Longest wait for them (default: ${DEFAULT-VALUE})."));

  /** Declares the options. */
  public CaptureCommand() {
    command.parser().unmatchedArgumentsAllowed(true);
    command
        .usageMessage()
        .description(
            "Decode a file, URL, device or test pattern into shared memory.",
            "",
            "The streams are called video and audio; further ones video1, audio1 and so on.",
            "")
        .footerHeading("%nExamples:%n")
        .footer(
            "  zoetrope capture -i holiday.mp4",
            "  zoetrope capture -i rtsp://camera.local/stream --timeout 10",
            "  zoetrope capture -i pattern:testsrc2=size=1280x720 -i tone:sine=frequency=440 -t 10",
            "  zoetrope capture -f v4l2 -framerate 30 -video_size 640x480 -i /dev/video0",
            "",
            "Any other '-key value' goes to FFmpeg's demuxer, protocol, device or decoder.");
  }

  /** The command, to be parsed and executed. */
  public CommandSpec command() {
    return command;
  }

  @Override
  public Integer call() throws Exception {
    Ffmpeg.loadAll();
    stage.begin();
    CaptureSettings settings = settings();
    long startNs = System.nanoTime();
    boolean talks = !stage.quiet() && (stage.verbose() || !stage.supervised());
    try (CaptureSession session = open(settings)) {
      if (session == null) {
        return 0;
      }
      if (talks) {
        session.streams().forEach(stream -> say(stream.name() + " " + stream.description()));
      }
      if (!stage.quiet()) {
        session.streams().forEach(stream -> stream.writer().onEviction(this::say));
      }
      session.run();
      if (talks) {
        say(Descriptions.summary(session, System.nanoTime() - startNs));
      } else if (!stage.quiet() && session.errors() > 0) {
        say(Descriptions.damage(session));
      }
    }
    return 0;
  }

  /** Opens a session; null when a stop came first, which makes opening fail in many ways. */
  private CaptureSession open(CaptureSettings settings) throws IOException {
    StopSignal stop = stage.stopSignal();
    try {
      return CaptureSession.open(settings, stop);
    } catch (IOException e) {
      if (stop.isRequested()) {
        return null;
      }
      throw e;
    }
  }

  private void say(String text) {
    PrintWriter out = command.commandLine().getErr();
    out.println("zoetrope capture: " + text);
    out.flush();
  }

  private CaptureSettings settings() {
    try {
      long startUs = CaptureArguments.start(start.get(), startFromEnd.get());
      return new CaptureSettings(
          stage.directory(),
          source.name(),
          inputs.get(),
          new InputOptions(
              format.get(),
              startUs,
              CaptureArguments.duration(startUs, duration.get(), end.get()),
              CaptureArguments.range("-stream_loop", loops.get(), -1, 1_000_000),
              CaptureArguments.range("-threads", threads.get(), 0, 1024),
              direct.get(),
              CaptureArguments.seconds("--timeout", timeoutSeconds.get()),
              CaptureArguments.pairs(command.commandLine().getUnmatchedArguments())),
          !noVideo.get(),
          !noAudio.get(),
          CaptureArguments.maps(maps.get()),
          readRate.get() || pace.get() == Pace.REALTIME,
          CaptureArguments.range("--slots", slots.get(), 2, 64),
          CaptureArguments.range("--audio-slots", audioSlots.get(), 2, 64),
          CaptureArguments.seconds("--stall-timeout", stallTimeoutSeconds.get()),
          CaptureArguments.names(names.get()),
          CaptureArguments.awaited(await.get()),
          CaptureArguments.seconds("--await-timeout", awaitTimeoutSeconds.get()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
