package dev.zoetrope.ffmpeg.command;

import dev.zoetrope.stage.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Runs stages as programs, all with the same command line. Either
 *
 * <pre>
 * java ... dev.zoetrope.ffmpeg.command.StageRunner com.example.Grayscale -i video -o grey
 * </pre>
 *
 * <p>or, for a stage with a {@code main} of its own,
 *
 * <pre>{@code
 * public static void main(String[] arguments) {
 *   System.exit(StageRunner.run(Grayscale::new, arguments));
 * }
 * }</pre>
 *
 * <p>Exit codes are 0 for done or stopped in order, 1 for failed, 2 for a command line that cannot
 * be meant.
 */
public final class StageRunner {
  private StageRunner() {}

  /** Runs the stage whose class the first argument names, and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(execute(new CommandLine(new StageCommand()), arguments));
  }

  /**
   * Runs a stage.
   *
   * @param stage makes it
   * @param arguments command line, without the name of a class
   * @return exit code
   */
  public static int run(Supplier<? extends Stage> stage, String[] arguments) {
    return execute(new CommandLine(new OwnStage(stage)), arguments);
  }

  private static int execute(CommandLine line, String[] arguments) {
    List<String> all = Arrays.asList(arguments);
    StageLog.configure(all.contains("--verbose"), all.contains("--quiet"));
    return StageErrors.install(line).execute(arguments);
  }

  /** The command line of a stage that is there already. */
  @Command(name = "stage", versionProvider = StageVersion.class, sortOptions = false)
  private static final class OwnStage implements Callable<Integer> {
    private final Supplier<? extends Stage> supplier;

    @Spec private CommandSpec command;

    @Mixin private StageOptions options;

    @Mixin private StreamOptions streams;

    @Parameters(
        paramLabel = "ARGUMENT",
        arity = "0..*",
        description = "For the stage itself, most often KEY=VALUE.")
    private List<String> arguments = new ArrayList<>();

    OwnStage(Supplier<? extends Stage> supplier) {
      this.supplier = supplier;
    }

    @Override
    public Integer call() throws IOException {
      options.begin();
      Stage stage = supplier.get();
      Class<?> type = stage.getClass();
      return new StageRun(command, options, streams)
          .run(stage, type.getSimpleName(), StageRun.readerName(type), arguments);
    }
  }
}
