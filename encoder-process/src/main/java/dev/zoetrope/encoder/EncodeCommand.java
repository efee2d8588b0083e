package dev.zoetrope.encoder;

import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.ffmpeg.command.SourceOption;
import dev.zoetrope.ffmpeg.command.StageErrors;
import dev.zoetrope.ffmpeg.command.StageOptions;
import dev.zoetrope.ffmpeg.command.StageVersion;
import dev.zoetrope.layout.StreamKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code zoetrope encode}: every frame of a source's streams into a file or to a peer. */
@Command(
    name = "encode",
    versionProvider = StageVersion.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    header = "Encode the streams of a capture into a file or to a peer.",
    description = {
      "",
      "Every frame is encoded, unless --policy says otherwise; a capture that can wait waits for it. Options have ffmpeg's names."
          + " Any other option of the encoders or the format is passed on, as -KEY VALUE or"
          + " KEY=VALUE, with :v or :a behind the key where only one of them is meant.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  zoetrope encode -o out.mp4",
      "  zoetrope encode -o out.webm -b:v 2M -cpu-used 6",
      "  zoetrope encode -o out.mkv -c:v ffv1 -c:a flac",
      "  zoetrope encode -o live/index.m3u8 -hls_time 2",
      "  zoetrope encode -o shot%%03d.png -r 1",
      "  zoetrope encode -o - -f framemd5 -an"
    })
public final class EncodeCommand implements Callable<Integer> {
  @Mixin private StageOptions stage;
  @Mixin private SourceOption source;

  private CommandSpec spec;

  @Option(
      names = "-o",
      paramLabel = "OUTPUT",
      description = "File, numbered files, URL, or - for standard output.")
  private String output;

  @Option(names = "-f", paramLabel = "FORMAT", description = "Format, else by OUTPUT's name.")
  private String format;

  @Option(names = "-y", description = "Overwrite an existing output.")
  private boolean overwrite;

  @Option(
      names = {"-c:v", "-vcodec", "-codec:v"},
      paramLabel = "ENCODER",
      description = "Video encoder (default: H.264, VP9 for webm, else the format's own).")
  private String videoCodec;

  @Option(
      names = {"-c:a", "-acodec", "-codec:a"},
      paramLabel = "ENCODER",
      description = "Audio encoder (default: AAC, Opus for webm, else the format's own).")
  private String audioCodec;

  @Option(
      names = {"-b:v", "-vb"},
      paramLabel = "BITS",
      description = "Video bit rate, such as 2M.")
  private String videoBitRate;

  @Option(
      names = {"-b:a", "-ab"},
      paramLabel = "BITS",
      description = "Audio bit rate, such as 128k.")
  private String audioBitRate;

  @Option(names = "-crf", paramLabel = "N", description = "Constant quality, where there is one.")
  private String crf;

  @Option(names = "-preset", paramLabel = "NAME", description = "Speed against size.")
  private String preset;

  @Option(names = "-g", paramLabel = "FRAMES", description = "Frames between key frames, at most.")
  private String gop;

  @Option(
      names = {"-r", "-r:v"},
      paramLabel = "RATE",
      description = "Constant frame rate (default: frames as they come).")
  private String frameRate;

  @Option(
      names = {"-s", "-s:v"},
      paramLabel = "WxH",
      description = "Picture size.")
  private String size;

  @Option(names = "-pix_fmt", paramLabel = "FORMAT", description = "Pixel format.")
  private String pixelFormat;

  @Option(
      names = {"-vf", "-filter:v"},
      paramLabel = "FILTERS",
      description = "Filters for the pictures.")
  private String videoFilters;

  @Option(
      names = "-autoscale",
      paramLabel = "0|1",
      defaultValue = "1",
      description = "Scale pictures of another size to that of the first (default: 1).")
  private int autoscale;

  @Option(names = "-noautoscale", hidden = true, description = "As -autoscale 0.")
  private boolean noAutoscale;

  @Option(names = "-ar", paramLabel = "HZ", description = "Sample rate.")
  private Integer sampleRate;

  @Option(names = "-ac", paramLabel = "N", description = "Audio channels.")
  private Integer channels;

  @Option(
      names = {"-af", "-filter:a"},
      paramLabel = "FILTERS",
      description = "Filters for the sound.")
  private String audioFilters;

  @Option(names = "-vn", description = "Leave the pictures out.")
  private boolean noVideo;

  @Option(names = "-an", description = "Leave the sound out.")
  private boolean noAudio;

  @Option(names = "-threads", paramLabel = "N", description = "Threads of the encoders.")
  private String threads;

  @Option(
      names = "--stream",
      paramLabel = "NAME",
      description = "A stream to encode; repeatable (default: all of the source).")
  private List<String> streams = new ArrayList<>();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "encoder",
      description = "Name of this reader (default: ${DEFAULT-VALUE}).")
  private String name;

  @Option(
      names = "--policy",
      paramLabel = "every|latest|leaky",
      defaultValue = "every",
      description =
          "Frames to encode: every one, and the source waits; the newest, and it does not; or in"
              + " order while they last (default: ${DEFAULT-VALUE}).")
  private String policy;

  @Option(
      names = "--connect-timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long to wait for the source (default: ${DEFAULT-VALUE}).")
  private double connectTimeoutS;

  @Unmatched private List<String> unmatched = new ArrayList<>();

  @Spec
  void setSpec(CommandSpec spec) {
    this.spec = spec;
    // Or -hls_time would be read as -h, -l, and so on.
    spec.parser().posixClusteredShortOptionsAllowed(false);
  }

  @Override
  public Integer call() throws IOException {
    stage.begin();
    OutputOptions options = options();
    OutputPlan plan = OutputPlan.of(options);
    try (SourceStreams joined =
        SourceStreams.join(stage, source.name(), streams, readerOptions(), plan)) {
      if (!joined.readers().isEmpty()) {
        encode(plan, joined);
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private ReaderOptions readerOptions() {
    try {
      long timeoutNs = (long) (connectTimeoutS * 1e9);
      return ReaderOptions.of(name, ReaderPolicy.of(policy))
          .withConnectTimeoutNs(timeoutNs)
          .withNap(true);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void encode(OutputPlan plan, SourceStreams joined) throws IOException {
    Progress done;
    try (Encoding encoding = new Encoding(plan, joined.readers(), stage.stopSignal())) {
      boolean showsProgress = !stage.supervised() && !stage.quiet();
      try (ProgressLine line = ProgressLine.start(showsProgress, encoding::progress)) {
        encoding.run();
      }
      done = encoding.progress();
    }
    if (!stage.quiet()) {
      CommandLine line = spec.commandLine();
      line.getErr().println("'" + plan.target().name() + "': " + done.withBytes(size(plan, done)));
      line.getErr().flush();
    }
  }

  private static long size(OutputPlan plan, Progress done) {
    try {
      Path file = plan.target().isFile() ? Path.of(plan.target().url()) : null;
      return file != null && Files.isRegularFile(file) && !Muxers.name(plan.muxer()).equals("hls")
          ? Files.size(file)
          : done.bytes();
    } catch (IOException | IllegalArgumentException e) {
      return done.bytes();
    }
  }

  private OutputOptions options() {
    ExtraArguments extra;
    try {
      extra = ExtraArguments.parse(unmatched);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    List<String> outputs = new ArrayList<>(extra.outputs());
    if (output != null) {
      outputs.add(0, output);
    }
    if (outputs.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "no output: name one with -o, such as -o out.mp4");
    }
    if (outputs.size() > 1) {
      throw new ParameterException(
          spec.commandLine(),
          "argument '" + outputs.get(1) + "': one output only, and it is '" + outputs.get(0) + "'");
    }
    return new OutputOptions(
        outputs.get(0),
        format,
        overwrite,
        new OutputOptions.Video(
            noVideo,
            videoCodec,
            pixelFormat,
            size,
            frameRate,
            videoFilters,
            autoscale != 0 && !noAutoscale),
        new OutputOptions.Audio(noAudio, audioCodec, sampleRate, channels, audioFilters),
        extraOptions(extra),
        extra.metadata());
  }

  private List<ExtraOption> extraOptions(ExtraArguments extra) {
    List<ExtraOption> options = new ArrayList<>();
    add(options, "threads", null, threads);
    add(options, "b", StreamKind.VIDEO, videoBitRate);
    add(options, "b", StreamKind.AUDIO, audioBitRate);
    add(options, "g", StreamKind.VIDEO, gop);
    add(options, "crf", StreamKind.VIDEO, crf);
    add(options, "preset", StreamKind.VIDEO, preset);
    options.addAll(extra.options());
    return options;
  }

  private static void add(List<ExtraOption> options, String key, StreamKind kind, String value) {
    if (value != null) {
      options.add(new ExtraOption(key, kind, value));
    }
  }

  /** Runs this stage alone. */
  public static void main(String[] arguments) {
    System.exit(StageErrors.install(new CommandLine(new EncodeCommand())).execute(arguments));
  }
}
