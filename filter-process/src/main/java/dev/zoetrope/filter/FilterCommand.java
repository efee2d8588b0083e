package dev.zoetrope.filter;

import dev.zoetrope.ffmpeg.FfmpegException;
import dev.zoetrope.ffmpeg.command.StageErrors;
import dev.zoetrope.ffmpeg.command.StageOptions;
import dev.zoetrope.ffmpeg.command.StageRun;
import dev.zoetrope.ffmpeg.command.StageVersion;
import dev.zoetrope.ffmpeg.command.StreamOptions;
import dev.zoetrope.stage.UsageException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zoetrope filter}: a graph of libavfilter from streams to streams. */
@Command(
    name = "filter",
    versionProvider = StageVersion.class,
    sortOptions = false,
    description = {
      "Filter streams into new ones, by any graph of FFmpeg's filters.",
      "",
      "The graph's open ends are the streams, in the order of -i and -o, or by labels: [NAME]. Without"
          + " an open input the graph is a source."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  zoetrope filter -i video -o small \"scale=640:-2,hue=s=0\"",
      "  zoetrope filter -i audio -o quiet \"volume=0.5\"",
      "  zoetrope filter -i cam1 -i cam2 -o wall \"hstack\"",
      "  zoetrope filter -i video -i logo -o branded \"[video][logo]overlay=W-w-16:16\"",
      "  zoetrope filter -o bars --pace realtime \"smptehdbars=size=1280x720:rate=25\""
    })
public final class FilterCommand implements Callable<Integer> {
  private static final String NAME = "filter";

  @Spec private CommandSpec command;

  @Mixin private StageOptions options;

  @Mixin private StreamOptions streams;

  @Parameters(
      arity = "1",
      paramLabel = "GRAPH",
      description = "Filters, such as \"scale=640:-2\"; see FFmpeg's documentation.")
  private String graph;

  @Override
  public Integer call() throws IOException {
    options.begin();
    FilterStage stage;
    try {
      stage = new FilterStage(graph);
      stage.match(streams.inputNames(), streams.outputNames());
    } catch (FfmpegException | UsageException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
    return new StageRun(command, options, streams).run(stage, "", NAME, List.of());
  }

  /** Runs this stage alone. */
  public static void main(String[] arguments) {
    System.exit(StageErrors.install(new CommandLine(new FilterCommand())).execute(arguments));
  }
}
