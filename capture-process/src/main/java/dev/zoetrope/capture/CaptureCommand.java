package dev.zoetrope.capture;

import dev.zoetrope.ffmpeg.command.SourceOption;
import dev.zoetrope.ffmpeg.command.StageOptions;
import dev.zoetrope.ffmpeg.command.StageVersion;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * {@code zoetrope capture}: decodes inputs into the shared-memory streams {@code video} and {@code
 * audio}. Ends with 0 when the inputs ended or a stop was requested, with 1 when something failed
 * or an input ended early, with 2 for a command line that cannot be meant.
 */
@Command(
    name = "capture",
    description = {
      "Decode a file, URL, device or test pattern into shared memory.",
      "",
      "The streams are called video and audio; further ones video1, audio1 and so on.",
      ""
    },
    versionProvider = StageVersion.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  zoetrope capture -i holiday.mp4",
      "  zoetrope capture -i rtsp://camera.local/stream --timeout 10",
      "  zoetrope capture -i pattern:testsrc2=size=1280x720 -i tone:sine=frequency=440 -t 10",
      "  zoetrope capture -f v4l2 -framerate 30 -video_size 640x480 -i /dev/video0",
      "",
      "Any other '-key value' goes to FFmpeg's demuxer, protocol, device or decoder."
    })
public final class CaptureCommand implements Callable<Integer> {
  /** How fast to publish. */
  enum Pace {
    /** At the pace of presentation. */
    REALTIME,
    /** As fast as the slowest reader that wants every frame. */
    MAX
  }

  private CommandSpec command;

  @Mixin private StageOptions stage;
  @Mixin private SourceOption source;

  @Option(
      names = "-i",
      required = true,
      paramLabel = "INPUT",
      description =
          "File, URL, device, pattern:FILTER (video) or tone:FILTER (audio). May be repeated; the"
              + " first input with video gives the video, the first with audio the audio.")
  private List<String> inputs;

  @Option(names = "-f", paramLabel = "FORMAT", description = "Force an input format or device.")
  private String format;

  @Option(
      names = "-map",
      paramLabel = "STREAM",
      description = "Take these streams instead, such as 0:v:1, 0:a, 0:2. May be repeated.")
  private List<String> maps = new ArrayList<>();

  @Option(names = "-vn", description = "No video.")
  private boolean noVideo;

  @Option(names = "-an", description = "No audio.")
  private boolean noAudio;

  @Option(names = "-ss", paramLabel = "TIME", description = "Start at this position.")
  private String start;

  @Option(names = "-t", paramLabel = "TIME", description = "Read this much, at most.")
  private String duration;

  @Option(names = "-to", paramLabel = "TIME", description = "Stop at this position.")
  private String end;

  @Option(
      names = "-stream_loop",
      paramLabel = "N",
      description = "Repeat the input N times more; -1 for ever.")
  private int loops;

  @Option(names = "-re", description = "The same as --pace realtime.")
  private boolean readRate;

  @Option(
      names = "--pace",
      paramLabel = "realtime|max",
      description =
          "Publish at the pace of presentation, or as fast as the slowest reader that wants every"
              + " frame (default: max; live sources pace themselves).")
  private Pace pace;

  @Option(
      names = "-threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Decoder threads (default: as many as there are processors).")
  private int threads;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "Longest wait for a network peer (default: ${DEFAULT-VALUE}).")
  private double timeoutSeconds;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "3",
      description = "Slots of a video stream, 2 to 64 (default: ${DEFAULT-VALUE}).")
  private int slots;

  @Option(
      names = "--direct",
      paramLabel = "auto|on|off",
      defaultValue = "auto",
      description =
          "Decode straight into slots instead of copying there, and add those that the decoder"
              + " keeps: where that is faster, always, never (default: ${DEFAULT-VALUE}).")
  private Direct direct;

  @Option(
      names = "--audio-slots",
      paramLabel = "N",
      defaultValue = "16",
      description = "Slots of an audio stream, 2 to 64 (default: ${DEFAULT-VALUE}).")
  private int audioSlots;

  @Option(
      names = "--stall-timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "Evict a reader that is in the way this long without progress (default:"
              + " ${DEFAULT-VALUE}).")
  private double stallTimeoutSeconds;

  @Option(
      names = "--out",
      paramLabel = "STREAM=NAME",
      description =
          "Another name for a stream, such as video=cam; may be repeated. It is an error then if no"
              + " input has such a stream.")
  private Map<String, String> names = new LinkedHashMap<>();

  @Option(
      names = "--await",
      paramLabel = "[STREAM=]NAME",
      split = ",",
      description =
          "Before the first frame wait until these readers joined every stream, or that one.")
  private List<String> await = new ArrayList<>();

  @Option(
      names = "--await-timeout",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "Longest wait for them (default: ${DEFAULT-VALUE}).")
  private double awaitTimeoutSeconds;

  @Unmatched private List<String> rest = new ArrayList<>();

  /**
   * Makes the parser take options as ffmpeg's does: {@code -framerate} is not {@code -f ramerate}.
   */
  @Spec
  void command(CommandSpec spec) {
    command = spec;
    spec.parser().posixClusteredShortOptionsAllowed(false).caseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public Integer call() throws Exception {
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
      long startUs = CaptureArguments.time("-ss", start);
      return new CaptureSettings(
          stage.directory(),
          source.name(),
          inputs,
          new InputOptions(
              format,
              startUs,
              CaptureArguments.duration(startUs, duration, end),
              CaptureArguments.range("-stream_loop", loops, -1, 1_000_000),
              CaptureArguments.range("-threads", threads, 0, 1024),
              direct,
              CaptureArguments.seconds("--timeout", timeoutSeconds),
              CaptureArguments.pairs(rest)),
          !noVideo,
          !noAudio,
          CaptureArguments.maps(maps),
          readRate || pace == Pace.REALTIME,
          CaptureArguments.range("--slots", slots, 2, 64),
          CaptureArguments.range("--audio-slots", audioSlots, 2, 64),
          CaptureArguments.seconds("--stall-timeout", stallTimeoutSeconds),
          CaptureArguments.names(names),
          CaptureArguments.awaited(await),
          CaptureArguments.seconds("--await-timeout", awaitTimeoutSeconds));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
