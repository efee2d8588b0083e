package dev.zoetrope.encoder;

import static dev.zoetrope.ffmpeg.command.CommandOptions.named;

import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.ffmpeg.command.CommandOptions;
import dev.zoetrope.ffmpeg.command.SourceOption;
import dev.zoetrope.ffmpeg.command.StageErrors;
import dev.zoetrope.ffmpeg.command.StageOptions;
import dev.zoetrope.layout.StreamKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code zoetrope encode}: every frame of a source's streams into a file or to a peer. */
public final class EncodeCommand implements Callable<Integer> {
  private static final String LEFT_OUT = "' is in it; look at its filters, -ss and -t";

  private final CommandSpec spec = CommandOptions.command("encode", this);
  private final CommandOptions options = new CommandOptions(spec);
  private final StageOptions stage = StageOptions.of(spec);
  private final SourceOption source = SourceOption.of(spec);

  private final Supplier<List<String>> outputs =
      options.texts(
          named("-o")
              .paramLabel("OUTPUT")
              .description("File, numbered files, URL, or - for standard output."));

  private final Supplier<String> format =
      options.text(named("-f").paramLabel("FORMAT").description("Format, else by OUTPUT's name."));

  private final Supplier<Boolean> overwrite =
      options.flag(named("-y").description("Overwrite an existing output."));

  private final Supplier<String> videoCodec =
      options.text(
          named("-c:v", "-vcodec", "-codec:v")
              .paramLabel("ENCODER")
              .description("Video encoder (default: H.264, VP9 for webm, else the format's own)."));

  private final Supplier<String> audioCodec =
      options.text(
          named("-c:a", "-acodec", "-codec:a")
              .paramLabel("ENCODER")
              .description("Audio encoder (default: AAC, Opus for webm, else the format's own)."));

  private final Supplier<String> videoBitRate =
      options.text(
          named("-b:v", "-vb").paramLabel("BITS").description("Video bit rate, such as 2M."));

  private final Supplier<String> audioBitRate =
      options.text(
          named("-b:a", "-ab").paramLabel("BITS").description("Audio bit rate, such as 128k."));

  private final Supplier<String> crf =
      options.text(
          named("-crf").paramLabel("N").description("Constant quality, where there is one."));

  private final Supplier<String> preset =
      options.text(named("-preset").paramLabel("NAME").description("Speed against size."));

  private final Supplier<String> gop =
      options.text(
          named("-g").paramLabel("FRAMES").description("Frames between key frames, at most."));

  private final Supplier<String> frameRate =
      options.text(
          named("-r", "-r:v")
              .paramLabel("RATE")
              .description("Constant frame rate (default: frames as they come)."));

  private final Supplier<Long> frames =
      options.value(
          Long.class,
          named("-frames:v", "-vframes")
              .paramLabel("N")
              .description("Pictures to write, at most (default: all)."));

  private final Supplier<String> size =
      options.text(named("-s", "-s:v").paramLabel("WxH").description("Picture size."));

  private final Supplier<String> pixelFormat =
      options.text(named("-pix_fmt").paramLabel("FORMAT").description("Pixel format."));

  private final Supplier<String> videoFilters =
      options.text(
          named("-vf", "-filter:v").paramLabel("FILTERS").description("Filters for the pictures."));

  private final Supplier<Integer> autoscale =
      options.value(
          Integer.class,
          named("-autoscale")
              .paramLabel("0|1")
              .defaultValue("1")
              .description("Scale pictures of another size to that of the first (default: 1)."));

  private final Supplier<Boolean> noAutoscale =
      options.flag(named("-noautoscale").hidden(true).description("As -autoscale 0."));

  private final Supplier<Integer> sampleRate =
      options.value(Integer.class, named("-ar").paramLabel("HZ").description("Sample rate."));

  private final Supplier<Integer> channels =
      options.value(Integer.class, named("-ac").paramLabel("N").description("Audio channels."));

  private final Supplier<String> audioFilters =
      options.text(
          named("-af", "-filter:a").paramLabel("FILTERS").description("Filters for the sound."));

  private final Supplier<Boolean> noVideo =
      options.flag(named("-vn").description("Leave the pictures out."));

  private final Supplier<Boolean> noAudio =
      options.flag(named("-an").description("Leave the sound out."));

  private final Supplier<String> threads =
      options.text(named("-threads").paramLabel("N").description("Threads of the encoders."));

  private final Supplier<List<String>> streams =
      options.texts(
          named("--stream")
              .paramLabel("NAME")
              .description("A stream to encode; repeatable (default: all of the source)."));

  private final Supplier<String> name =
      options.text(
          named("--name")
              .paramLabel("NAME")
              .defaultValue("encoder")
              .description("Name of this reader (default: ${DEFAULT-VALUE})."));

  private final Supplier<String> policy =
      options.text(
          named("--policy")
              .paramLabel("every|latest|leaky")
              .defaultValue("every")
              .description(
                  "Frames to encode: every one, and the source waits; the newest, and it does not; or in"
                      + " order while they last (default: ${DEFAULT-VALUE})."));

  private final Supplier<Double> connectTimeoutS =
      options.value(
          Double.class,
          named("--connect-timeout")
              .paramLabel("SECONDS")
              .defaultValue("30")
              .description("How long to wait for the source (default: ${DEFAULT-VALUE})."));

  /** Declares the options. */
  public EncodeCommand() {
    spec.parser().unmatchedArgumentsAllowed(true);
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .header("Encode the streams of a capture into a file or to a peer.")
        .description(
            "",
            "Every frame is encoded, unless --policy says otherwise; a capture that can wait waits for it. Options have ffmpeg's names."
                + " Any other option of the encoders or the format is passed on, as -KEY VALUE or"
                + " KEY=VALUE, with :v or :a behind the key where only one of them is meant.",
            "")
        .footerHeading("%nExamples:%n")
        .footer(
            "  zoetrope encode -o out.mp4",
            "  zoetrope encode -o out.webm -b:v 2M -cpu-used 6",
            "  zoetrope encode -o out.mkv -c:v ffv1 -c:a flac",
            "  zoetrope encode -o live/index.m3u8 -hls_time 2",
            "  zoetrope encode -o shot%%03d.png -r 1",
            "  zoetrope encode -o - -f framemd5 -an");
  }

  /** The command, to be parsed and executed. */
  public CommandSpec command() {
    return spec;
  }

  @Override
  public Integer call() throws IOException {
    Ffmpeg.loadAll();
    stage.begin();
    OutputOptions options = options();
    OutputPlan plan = OutputPlan.of(options);
    try (SourceStreams joined =
        SourceStreams.join(stage, source.name(), streams.get(), readerOptions(), plan)) {
      if (!joined.readers().isEmpty()) {
        encode(plan, joined);
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private ReaderOptions readerOptions() {
    try {
      long timeoutNs = (long) (connectTimeoutS.get() * 1e9);
      return ReaderOptions.of(name.get(), ReaderPolicy.of(policy.get()))
          .withConnectTimeoutNs(timeoutNs)
          .withNap(true);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void encode(OutputPlan plan, SourceStreams joined) throws IOException {
    Progress done;
    List<String> empty;
    try (Encoding encoding = new Encoding(plan, joined.readers(), stage.stopSignal())) {
      boolean showsProgress = !stage.supervised() && !stage.quiet();
      try (ProgressLine line = ProgressLine.start(showsProgress, encoding::progress)) {
        encoding.run();
      }
      done = encoding.progress();
      empty = encoding.emptyStreams();
    }
    if (!stage.quiet()) {
      empty.forEach(stream -> say(plan, "no frame of stream '" + stream + LEFT_OUT));
      say(plan, done.atEnd(size(plan, done)));
    }
  }

  private void say(OutputPlan plan, String what) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("'" + plan.target().name() + "': " + what);
    err.flush();
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
      extra = ExtraArguments.parse(spec.commandLine().getUnmatchedArguments());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    List<String> all = new ArrayList<>(outputs.get());
    all.addAll(extra.outputs());
    if (all.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "no output: name one with -o, such as -o out.mp4");
    }
    if (all.size() > 1) {
      throw new ParameterException(
          spec.commandLine(),
          "argument '" + all.get(1) + "': one output only, and it is '" + all.get(0) + "'");
    }
    return new OutputOptions(
        all.get(0),
        format.get(),
        overwrite.get(),
        new OutputOptions.Video(
            noVideo.get(),
            videoCodec.get(),
            pixelFormat.get(),
            size.get(),
            frameRate.get(),
            videoFilters.get(),
            autoscale.get() != 0 && !noAutoscale.get(),
            mostFrames()),
        new OutputOptions.Audio(
            noAudio.get(), audioCodec.get(), sampleRate.get(), channels.get(), audioFilters.get()),
        extraOptions(extra),
        extra.metadata());
  }

  private long mostFrames() {
    long most = frames.get() == null ? Long.MAX_VALUE : frames.get();
    if (most < 1) {
      throw new ParameterException(
          spec.commandLine(), "option '-frames:v': " + most + " is too few; at least 1");
    }
    return most;
  }

  private List<ExtraOption> extraOptions(ExtraArguments extra) {
    List<ExtraOption> options = new ArrayList<>();
    add(options, "threads", null, threads.get());
    add(options, "b", StreamKind.VIDEO, videoBitRate.get());
    add(options, "b", StreamKind.AUDIO, audioBitRate.get());
    add(options, "g", StreamKind.VIDEO, gop.get());
    add(options, "crf", StreamKind.VIDEO, crf.get());
    add(options, "preset", StreamKind.VIDEO, preset.get());
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
    System.exit(
        StageErrors.install(new CommandLine(new EncodeCommand().command())).execute(arguments));
  }
}
