package dev.zoetrope.ffmpeg.command;

import dev.zoetrope.ffmpeg.FfmpegLayouts;
import dev.zoetrope.stage.Stage;
import dev.zoetrope.stage.StageConsole;
import dev.zoetrope.stage.StageLoop;
import dev.zoetrope.stage.StageSettings;
import dev.zoetrope.stage.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * One run of a stage from the command line: what all of them do alike, whatever they are called.
 */
public final class StageRun {
  private final CommandSpec command;
  private final StageOptions options;
  private final StreamOptions streams;

  /**
   * Prepares a run.
   *
   * @param command as which it speaks
   * @param options of the command, already {@linkplain StageOptions#begin begun}
   * @param streams of the command
   */
  public StageRun(CommandSpec command, StageOptions options, StreamOptions streams) {
    this.command = command;
    this.options = options;
    this.streams = streams;
  }

  /**
   * Runs a stage to its end, and says in a line what came of it.
   *
   * @param stage new
   * @param title what it is called in that line; empty for the command's name alone
   * @param defaultName as a reader and source, when the options name none
   * @param arguments for the stage itself
   * @return the exit code
   * @throws ParameterException when the command line cannot be meant
   * @throws IOException when it failed
   */
  @SuppressWarnings("SystemOut") // Results of stages are for standard output.
  public int run(Stage stage, String title, String defaultName, List<String> arguments)
      throws IOException {
    StageSettings settings = streams.settings(options, defaultName, arguments);
    Consumer<String> messages = options.quiet() ? line -> {} : this::say;
    boolean isAlone = !options.supervised() || options.verbose();
    StageConsole console = new StageConsole(System.out, messages, isAlone ? messages : line -> {});
    StageLoop loop =
        new StageLoop(stage, settings, new FfmpegLayouts(), console, options.stopSignal());
    try (ExitGuard guard = new ExitGuard(() -> exited(stage, loop))) {
      loop.run();
    } catch (UsageException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    } finally {
      System.out.flush();
    }
    messages.accept((title.isEmpty() ? "" : title + ": ") + loop.summary());
    return CommandLine.ExitCode.OK;
  }

  /** What a stage ends with the process and not by DONE has failed, whatever it exits with. */
  private void exited(Stage stage, StageLoop loop) {
    say(
        "stage "
            + stage.getClass().getSimpleName()
            + ": ended the process while it ran, by System.exit or the like");
    try {
      loop.abandon();
    } catch (IOException e) {
      StageErrors.report(e, command.commandLine(), options.verbose());
    }
    Runtime.getRuntime().halt(StageErrors.FAILED);
  }

  private void say(String line) {
    PrintWriter out = command.commandLine().getErr();
    String name = command.qualifiedName(" ");
    out.println((name.startsWith("zoetrope") ? name : "zoetrope " + name) + ": " + line);
    out.flush();
  }

  /**
   * A class name as names of readers are written: {@code MotionDetector}, {@code motion-detector}.
   */
  static String readerName(Class<?> type) {
    String simple = type.getSimpleName().replaceAll("[^A-Za-z0-9]", "");
    String name = simple.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    return name.isEmpty() ? "stage" : name.substring(0, Math.min(name.length(), 48));
  }
}
