package dev.zoetrope.display;

import static dev.zoetrope.ffmpeg.command.CommandOptions.named;

import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.ffmpeg.command.CommandOptions;
import dev.zoetrope.ffmpeg.command.SourceOption;
import dev.zoetrope.ffmpeg.command.StageErrors;
import dev.zoetrope.ffmpeg.command.StageLog;
import dev.zoetrope.ffmpeg.command.StageOptions;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code zoetrope display}: shows the pictures and plays the sound of a pipeline. */
public final class DisplayCommand implements Callable<Integer> {
  /** Exit code that tells the launcher: the user closed the display, end the pipeline. */
  public static final int CLOSED_BY_USER = 10;

  private static final long SECOND_NS = 1_000_000_000L;
  private static final int PERCENT = 100;

  /** What becomes of the pipeline when the user closes the display. */
  enum OnClose {
    /** It ends. */
    END,
    /** It goes on without a display. */
    DETACH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final CommandSpec spec = CommandOptions.command("display", this);
  private final CommandOptions options = new CommandOptions(spec);
  private final StageOptions stage = StageOptions.of(spec);
  private final SourceOption source = SourceOption.of(spec);

  private final Supplier<SurfaceChoice> display =
      options.value(
          SurfaceChoice.class,
          named("--display")
              .paramLabel("auto|window|terminal|none")
              .defaultValue("auto")
              .description(
                  "Where to show pictures (default: ${DEFAULT-VALUE}): auto takes a window where there is a"
                      + " display, else the terminal, else none."));

  private final Supplier<List<String>> streams =
      options.texts(
          named("--stream")
              .paramLabel("NAME")
              .description(
                  "Stream to show; may be given again, for sound. Default: all of the source."));

  private final Supplier<String> name =
      options.text(
          named("--name")
              .paramLabel("NAME")
              .defaultValue("display")
              .description("Name of this reader (default: ${DEFAULT-VALUE})."));

  private final Supplier<Boolean> noAudio = options.flag(named("-an").description("No sound."));

  private final Supplier<Boolean> noVideo = options.flag(named("-vn").description("No pictures."));

  private final Supplier<Integer> volume =
      options.value(
          Integer.class,
          named("-volume")
              .paramLabel("0..100")
              .defaultValue("100")
              .description("Loudness in percent (default: ${DEFAULT-VALUE})."));

  private final Supplier<OnClose> onClose =
      options.value(
          OnClose.class,
          named("--on-close")
              .paramLabel("end|detach")
              .defaultValue("end")
              .description(
                  "When the user closes the display: end the whole pipeline, or go on without a display"
                      + " (default: ${DEFAULT-VALUE})."));

  private final Supplier<Path> screenshot =
      options.value(
          Path.class,
          named("--screenshot")
              .paramLabel("FILE")
              .description("At the end, save what the window shows as a PNG file."));

  private final Supplier<Integer> waitSeconds =
      options.value(
          Integer.class,
          named("--wait")
              .paramLabel("SECONDS")
              .defaultValue("10")
              .description(
                  "How long to wait for the source to appear (default: ${DEFAULT-VALUE})."));

  /** Declares the options. */
  public DisplayCommand() {
    spec.usageMessage()
        .description("Shows the pictures and plays the sound of a pipeline.")
        .footer(
            "",
            "Keys: q or Esc quit, f full screen, i statistics.",
            "",
            "Examples:",
            "  zoetrope display",
            "  zoetrope display --display terminal -an",
            "  zoetrope display --pipeline studio --source camera2 --on-close detach");
  }

  /** The command, to be parsed and executed. */
  public CommandSpec command() {
    return spec;
  }

  @Override
  public Integer call() throws IOException {
    checkOptions();
    stage.begin();
    StopSignal stop = stage.stopSignal();
    PipelineDirectory directory = stage.directory();
    // While the source starts there is time for it.
    SurfaceChoice choice = noVideo.get() ? SurfaceChoice.NONE : display.get().settled();
    try (DisplayStreams joined =
        new DisplayStreams(directory, name.get(), waitSeconds.get() * SECOND_NS, stop)) {
      List<String> names = streams.get().isEmpty() ? joined.await(source.name()) : streams.get();
      // The window comes first: once all streams are joined, the source may start.
      String title = directory.name() + " / " + String.join(", ", names);
      try (Surface surface = openSurface(choice, title)) {
        boolean sound = !noAudio.get() && joined.mayHaveSound(names) && startSound();
        try {
          joined.join(names, !noVideo.get(), sound);
          return stop.isRequested() ? 0 : show(surface, joined, stop);
        } finally {
          if (sound) {
            Sdl.stop(Sdl.AUDIO);
          }
        }
      }
    }
  }

  private void checkOptions() {
    if (noAudio.get() && noVideo.get()) {
      throw usage("-an and -vn together leave nothing to show; drop one of them");
    }
    if (volume.get() < 0 || volume.get() > PERCENT) {
      throw usage("-volume '" + volume.get() + "': is not a percentage; give 0 to 100");
    }
    if (waitSeconds.get() < 0) {
      throw usage("--wait '" + waitSeconds.get() + "': is negative; give seconds");
    }
    if (screenshot.get() != null
        && display.get() != SurfaceChoice.AUTO
        && display.get() != SurfaceChoice.WINDOW) {
      throw usage("--screenshot wants a window; use --display window");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static Surface openSurface(SurfaceChoice choice, String what) throws IOException {
    Surface surface = choice.open("zoetrope \u2013 " + what);
    StageLog.details(DisplayCommand.class).debug("display: {}", surface.description());
    return surface;
  }

  private boolean startSound() {
    try {
      Sdl.start(Sdl.AUDIO);
      return true;
    } catch (SdlException e) {
      warn("no sound: " + e.getMessage());
      return false;
    }
  }

  private int show(Surface surface, DisplayStreams joined, StopSignal stop) throws IOException {
    MediaClock clock =
        new MediaClock(joined.audio() == null ? 0 : AudioOutput.PREBUFFER_NS * 3 / 2);
    AudioFeed audio = null;
    if (joined.audio() != null) {
      audio = new AudioFeed(joined.audio(), clock, (float) volume.get() / PERCENT, this::warn);
      audio.start();
    }
    DisplayLoop loop = new DisplayLoop(surface, joined.video(), audio, clock, stop);
    DisplayLoop.Outcome outcome;
    try {
      outcome = loop.run();
      save(surface, loop.shownPlace());
    } finally {
      if (audio != null) {
        audio.close();
      }
    }
    surface.close();
    if (!stage.quiet() && joined.video() != null) {
      say(loop.statistics().summary());
      if (stage.verbose()) {
        say(loop.statistics().steps());
      }
    }
    if (outcome == DisplayLoop.Outcome.CLOSED) {
      return stage.supervised() && onClose.get() == OnClose.END ? CLOSED_BY_USER : 0;
    }
    checkEnd("pictures", loop.videoState());
    checkEnd("sound", audio == null ? ReaderState.LIVE : audio.finalState());
    return 0;
  }

  private void save(Surface surface, int place) throws IOException {
    if (screenshot.get() == null) {
      return;
    }
    if (place < 0 || !(surface instanceof WindowSurface window)) {
      throw new IOException(
          "screenshot '" + screenshot.get() + "': no picture was shown in a window");
    }
    window.save(place, screenshot.get().toString());
  }

  private static void checkEnd(String what, ReaderState state) throws IOException {
    switch (state) {
      case FAILED -> throw new IOException(what + ": the source failed; see its own messages");
      case WRITER_LOST -> throw new IOException(what + ": the source died; see its own messages");
      case EVICTED -> throw new IOException(what + ": this display stalled and was shut out");
      default -> {}
    }
  }

  private void warn(String message) {
    if (!stage.quiet()) {
      say(message);
    }
  }

  private void say(String message) {
    spec.commandLine().getErr().println("zoetrope display: " + message);
    spec.commandLine().getErr().flush();
  }

  /** Runs this stage alone, for debugging; the launcher has it as a subcommand. */
  public static void main(String[] arguments) {
    System.exit(
        StageErrors.install(new CommandLine(new DisplayCommand().command())).execute(arguments));
  }
}
