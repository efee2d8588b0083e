package dev.zoetrope.ffmpeg.command;

import dev.zoetrope.stage.Stage;
import dev.zoetrope.stage.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zoetrope stage}: runs a stage of one's own, given by its class. */
@Command(
    name = "stage",
    versionProvider = StageVersion.class,
    sortOptions = false,
    description = "Run a stage of your own: a class that implements dev.zoetrope.stage.Stage.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  zoetrope stage --class-path my.jar com.example.Grayscale -i video -o grey",
      "  zoetrope stage --class-path target/classes com.example.Motion -i video threshold=12"
    })
public final class StageCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private StageOptions options;

  @Mixin private StreamOptions streams;

  @Option(
      names = "--class-path",
      paramLabel = "PATH",
      description = "Further jars and directories with classes, as java -cp takes them.")
  private String classPath;

  @Parameters(index = "0", paramLabel = "CLASS", description = "The stage, with its package.")
  private String className;

  @Parameters(
      index = "1..*",
      paramLabel = "ARGUMENT",
      description = "For the stage itself, most often KEY=VALUE.")
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    options.begin();
    Stage stage;
    try {
      stage = StageClass.create(className, classPath);
    } catch (UsageException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
    return new StageRun(command, options, streams)
        .run(
            stage,
            stage.getClass().getSimpleName(),
            StageRun.readerName(stage.getClass()),
            arguments);
  }
}
