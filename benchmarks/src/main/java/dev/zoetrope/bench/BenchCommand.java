package dev.zoetrope.bench;

import dev.zoetrope.ffmpeg.command.StageErrors;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code zoetrope bench}: what handing frames over costs on this machine. */
@Command(
    name = "zoetrope bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description =
        "Measures this machine: hand-off latency, throughput, several readers, frame sizes, what"
            + " waking a reader costs, CPU; between separate processes, and beside floors in C where"
            + " there is a compiler. Runs of all sides alternate. Writes bench.json, bench.csv,"
            + " latency.svg and throughput.svg.")
public final class BenchCommand implements Callable<Integer> {
  private static final double LEAST_SECONDS = 0.5;
  private static final double MOST_SECONDS = 86_400;
  private static final double MICROBENCHMARKS = 12;

  /** Set by the script. */
  @Spec private CommandSpec command;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "40",
      description = "Time for all measurements together (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--peers",
      description =
          "Also measure what is installed of: FFmpeg pipe, GStreamer shm, Unix socket, TCP"
              + " loopback, Aeron IPC. Takes longer.")
  private boolean withPeers;

  @Option(
      names = "--java-floors",
      description = "Measure the floors in Java, even where there is a C compiler.")
  private boolean javaFloors;

  @Option(
      names = "--jmh",
      description =
          "Run the microbenchmarks instead: claim, publish, pin, release, headers, waiting; with"
              + " what they allocate. Writes jmh.json.")
  private boolean withJmh;

  @Option(
      names = "--start",
      description =
          "Measure runs instead: time until the first frame, memory and CPU of each process, and"
              + " the way of a picture to the display.")
  private boolean withStart;

  @Option(
      names = "--jobs",
      description =
          "Measure whole jobs instead, against FFmpeg's own program of the same build, with"
              + " --seconds of media. Takes half an hour.")
  private boolean withJobs;

  @Option(
      names = "--only",
      paramLabel = "JOB",
      split = ",",
      description = "With --jobs: these only.")
  private List<String> only = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "With --jobs: turns of each program (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "zoetrope-bench",
      description = "Where the files go (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--compare",
      arity = "2",
      paramLabel = "JSON",
      description = "Measures nothing; compares two files. Exit code 1 when the second is worse.")
  private List<Path> compared;

  @Option(
      names = "--tolerance",
      paramLabel = "PERCENT",
      defaultValue = "10",
      description = "What --compare takes for the same (default: ${DEFAULT-VALUE}).")
  private double tolerance;

  /** Runs it and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(StageErrors.install(new CommandLine(new BenchCommand())).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException, RunnerException {
    if (compared != null) {
      return compare();
    }
    if (!(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) {
      throw wrong("--seconds is " + seconds + ", allowed: 0.5 to 86400");
    }
    if (!only.isEmpty() && !withJobs) {
      throw wrong("--only " + String.join(",", only) + ": is for jobs; add --jobs");
    }
    if (withJobs) {
      return jobs();
    }
    makeOut();
    if (withJmh) {
      Microbenchmarks.run(out.resolve("jmh.json"), seconds / MICROBENCHMARKS);
      return 0;
    }
    if (withStart) {
      tell(measureStart(), "start");
      return 0;
    }
    Report report;
    try (Scratch scratch = Scratch.in(PipelineDirectory.runtimeDirectory())) {
      report = measure(scratch);
    }
    tell(report, "bench");
    BenchPlot.write(out.resolve("latency.svg"), Scenarios.HAND_OFF, Metric.P50, report.rows());
    BenchPlot.write(out.resolve("throughput.svg"), Scenarios.THROUGHPUT, Metric.FPS, report.rows());
    return 0;
  }

  /** Before anything is measured that would have nowhere to go. */
  private void makeOut() throws IOException {
    try {
      Files.createDirectories(out);
    } catch (FileAlreadyExistsException e) {
      throw wrong("--out '" + out + "': is a file; name a directory");
    }
  }

  private int jobs() throws IOException, InterruptedException {
    if (rounds < 1) {
      throw wrong("--rounds is " + rounds + ", allowed: 1 and more");
    }
    List<Job> chosen;
    try {
      chosen = Jobs.choose(only);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
    makeOut();
    List<String> problems = new ArrayList<>();
    Report report = new Jobs(chosen, seconds, rounds).run(this::progress, problems);
    tell(report, "jobs");
    BenchPlot.write(out.resolve("jobs.svg"), JobBench.TABLE, Metric.WALL, report.rows());
    return problems.isEmpty() ? 0 : StageErrors.FAILED;
  }

  /** Prints a report, and writes it under a name. */
  private void tell(Report report, String name) throws IOException {
    PrintWriter console = command.commandLine().getOut();
    ReportText.of(report).forEach(console::println);
    console.flush();
    Files.writeString(out.resolve(name + ".json"), report.toJson());
    Files.writeString(out.resolve(name + ".csv"), report.toCsv());
  }

  private void progress(String what) {
    PrintWriter progress = command.commandLine().getErr();
    progress.println("zoetrope bench: " + what);
    progress.flush();
  }

  private Report measureStart() throws IOException, InterruptedException {
    String script = System.getProperty(JobProgram.SCRIPT);
    if (script == null) {
      throw wrong("--start measures the zoetrope script; run it as ./zoetrope bench --start");
    }
    Map<String, Object> machine = Machine.describe("FFmpeg's own program, at the same work");
    try (Scratch scratch = Scratch.in(PipelineDirectory.runtimeDirectory())) {
      StartBench bench = new StartBench(Path.of(script), scratch.path(), seconds, this::progress);
      List<Row> rows = bench.run();
      List<String> notes = new ArrayList<>(Targets.of(rows));
      notes.addAll(bench.notes());
      return new Report(machine, rows, notes);
    }
  }

  private Report measure(Scratch scratch) throws IOException, InterruptedException {
    Bench bench = new Bench(scratch, seconds, this::progress);
    try (Scratch built = Scratch.in(Path.of(System.getProperty("java.io.tmpdir")))) {
      Optional<Floors.Program> program =
          javaFloors ? Optional.empty() : Floors.compile(built.path());
      try (SharedPair pair = new SharedPair(Pair.java())) {
        Players java = Players.shared(pair);
        Players floor = program.map(c -> Players.started(c.command())).orElse(java);
        String compiler =
            program
                .map(Floors.Program::compiler)
                .orElse("Java, for want of a C compiler: install gcc");
        Optional<Peers> peers =
            withPeers ? Optional.of(Peers.find(java, built.path())) : Optional.empty();
        Map<String, Object> machine = Machine.describe(compiler);
        List<Row> rows = new ArrayList<>(bench.run(new Scenarios(java, floor, peers).all()));
        rows.sort(Comparator.comparingInt(row -> Scenarios.TABLES.indexOf(row.table())));
        rows.addAll(WakeUps.of(rows));
        List<String> notes = new ArrayList<>(Targets.of(rows));
        notes.add(
            "medians over "
                + bench.rounds()
                + " runs of each, in turns; x floor: against the first floor of the same scenario");
        peers.ifPresent(p -> notes.addAll(p.missing()));
        notes.addAll(bench.notes());
        return new Report(machine, rows, notes);
      }
    }
  }

  private int compare() throws IOException {
    Comparison comparison = new Comparison(read(compared.get(0)), read(compared.get(1)), tolerance);
    PrintWriter console = command.commandLine().getOut();
    comparison.lines().forEach(console::println);
    console.println(
        comparison.regressions() == 0
            ? "no regression"
            : comparison.regressions() + " regressions");
    console.flush();
    return comparison.regressions() == 0 ? 0 : StageErrors.FAILED;
  }

  private Report read(Path file) throws IOException {
    try {
      return Report.fromJson(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw wrong("--compare '" + file + "': no such file; check its name");
    } catch (IllegalArgumentException e) {
      throw wrong("--compare '" + file + "': " + e.getMessage());
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
