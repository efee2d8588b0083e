package dev.zoetrope.benchmarks;

import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs a pipeline for a long time, a stage of which is killed and restarted all the while, and
 * tells whether anything grows: memory, descriptors, mapped files, threads, latency.
 *
 * <pre>
 * java -cp ... dev.zoetrope.benchmarks.Soak --minutes 60
 * </pre>
 *
 * <p>Linux only: it reads {@code /proc}.
 */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description =
        "Runs a capture, an encoder, two displays and a stage that is killed and restarted, and"
            + " tells whether memory, descriptors, mapped files, threads or latency grow. Ends"
            + " early, with a report, at Ctrl-C. Exit code 1 when anything grows or fails.")
public final class Soak implements Callable<Integer> {
  private static final double MS_PER_S = 1000;
  private static final double NS_PER_MINUTE = 60e9;
  private static final String PIPELINE = "soak";

  @Option(names = "--minutes", defaultValue = "60", description = "Default: ${DEFAULT-VALUE}.")
  private double minutes;

  @Option(
      names = "--sample",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "Time between two samples (default: ${DEFAULT-VALUE}).")
  private double sampleSeconds;

  @Option(
      names = "--life",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "How long the stage lives after its first frame (default: ${DEFAULT-VALUE}).")
  private double lifeSeconds;

  @Option(
      names = "--picture",
      paramLabel = "FILTER",
      defaultValue = "testsrc2=size=640x360:rate=30",
      description = "What makes the pictures (default: ${DEFAULT-VALUE}).")
  private String picture;

  @Option(
      names = "--encode",
      paramLabel = "OPTIONS",
      defaultValue = "-hls_time 2 -hls_list_size 5 -hls_flags delete_segments -o live.m3u8",
      description =
          "Options of the encoder; its output is the last word, in the directory of --out"
              + " (default: ${DEFAULT-VALUE}).")
  private String encode;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "soak",
      description = "Where report, samples, plot and logs go (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--runtime-dir",
      paramLabel = "DIR",
      description = "Where the pipeline lives (default: as 'zoetrope capture').")
  private Path runtime;

  private final PrintStream console;
  private final StopSignal stop;

  /** A soak that ends at its time, or when the signal is raised. */
  Soak(PrintStream console, StopSignal stop) {
    this.console = console;
    this.stop = stop;
  }

  /** Runs a soak and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(new Soak(System.out, StopSignal.onInterrupt()).execute(args));
  }

  /** Parses arguments and runs; returns the exit code. */
  int execute(String... args) {
    // The encoder's options begin with a dash, too.
    return new CommandLine(this).setAllowOptionsAsOptionParameters(true).execute(args);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Files.createDirectories(out);
    Path live = runtime == null ? PipelineDirectory.runtimeDirectory() : runtime.toAbsolutePath();
    PipelineDirectory directory =
        PipelineDirectory.of(live, PIPELINE + "-" + ProcessHandle.current().pid());
    List<String> report = new ArrayList<>();
    boolean good;
    try (SoakRecord record = new SoakRecord(out.resolve("samples.csv"))) {
      SoakRun run = new SoakRun(directory, record, stop);
      List<String> problems = run(run, directory);
      record
          .growing()
          .forEach(s -> problems.add(s.subject() + ": " + s.metric().label() + " grows"));
      report.add(run.summary());
      report.addAll(record.table());
      problems.forEach(problem -> report.add("PROBLEM " + problem));
      good = problems.isEmpty();
      report.add(good ? "soak: flat" : "soak: NOT flat");
      Files.writeString(
          out.resolve("soak.svg"),
          SoakPlot.of(record.series(), record.warmUpSeconds(), record.seconds()));
    }
    Files.write(out.resolve("report.txt"), report);
    report.forEach(console::println);
    return good ? 0 : 1;
  }

  private List<String> run(SoakRun run, PipelineDirectory directory)
      throws IOException, InterruptedException {
    try (SoakPipeline stages = SoakPipeline.start(directory, picture, encoder(), out)) {
      return run.watch(
          stages,
          (long) (minutes * NS_PER_MINUTE),
          (long) (sampleSeconds * MS_PER_S),
          (long) (lifeSeconds * MS_PER_S));
    }
  }

  /** The encoder's options, its output in the directory of this run unless it is a device. */
  private List<String> encoder() {
    List<String> options = new ArrayList<>(List.of(encode.strip().split("\\s+", -1)));
    int last = options.size() - 1;
    options.set(last, out.toAbsolutePath().resolve(options.get(last)).toString());
    return options;
  }
}
