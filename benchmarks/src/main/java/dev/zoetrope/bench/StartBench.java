package dev.zoetrope.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run costs besides FFmpeg's work: time until the first frame, memory and CPU of each
 * process, the way of a picture to the display. The pattern is the cheapest there is.
 */
final class StartBench {
  static final String START = "start";
  static final String IDLE = "1080p30";
  static final String GLASS = "1080p60 to present";
  static final String TO_DISPLAY = "pattern to a null display";
  static final String TO_FILE = "pattern to a file";
  static final String FFMPEG = "ffmpeg";
  static final String ALL = "all processes";

  private static final String DRIVER = "SDL_VIDEO_DRIVER";
  private static final String PATTERN = "pattern:testsrc2=size=1920x1080:rate=";
  private static final List<String> OUR_PROCESSES = List.of("launcher", "capture", "display");
  private static final double WARM_UP_SHARE = 0.75;
  private static final Pattern STEP = Pattern.compile("([a-z ]+) (-?[0-9.]+)/(-?[0-9.]+)");
  private static final double NS_PER_S = 1e9;
  private static final double PERCENT = 100;
  private static final double US_PER_MS = 1000;

  private final Path script;
  private final Path scratch;
  private final double seconds;
  private final Consumer<String> progress;
  private final List<Row> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * A benchmark.
   *
   * @param script the {@code zoetrope} script
   * @param scratch for the runs' files, in memory
   * @param seconds time for all together
   * @param progress told what is being measured
   */
  StartBench(Path script, Path scratch, double seconds, Consumer<String> progress) {
    this.script = script;
    this.scratch = scratch;
    this.seconds = seconds;
    this.progress = progress;
  }

  /** Measures all. */
  List<Row> run() throws IOException, InterruptedException {
    starts();
    idle();
    glass("offscreen", Map.of(DRIVER, "offscreen"));
    glass("dummy", Map.of(DRIVER, "dummy"));
    glassOnX();
    return rows;
  }

  /** What else a reader of the rows must know. */
  List<String> notes() {
    return notes;
  }

  /** A third of the time goes to starts, which take about two seconds each. */
  private void starts() throws IOException, InterruptedException {
    int turns = Math.max(1, (int) (seconds / 3 / 4));
    Samples display = new Samples();
    Samples file = new Samples();
    for (int turn = -1; turn < turns; turn++) {
      progress.accept(START + ": turn " + (turn + 1) + " of " + turns);
      boolean counts = turn >= 0;
      start(List.of("-t", "0.5"), counts ? display : new Samples());
      Path out = scratch.resolve("out.mkv");
      start(List.of("-t", "0.5", "-y", "-o", out.toString()), counts ? file : new Samples());
    }
    rows.add(new Row(START, TO_DISPLAY, Scenarios.OURS, Role.OURS, display.medians()));
    rows.add(new Row(START, TO_FILE, Scenarios.OURS, Role.OURS, file.medians()));
    notes.add("medians over " + turns + " runs of each, in turns, after one that does not count");
  }

  private void start(List<String> more, Samples samples) throws IOException, InterruptedException {
    try (StartedRun run = started("30", Map.of(), more)) {
      samples.add(Metric.PUBLISHED, run.published());
      if (!more.contains("-o")) {
        samples.add(Metric.TAKEN, run.taken());
      }
      samples.add(Metric.END, run.end());
    }
  }

  private Path said() {
    return scratch.resolve("said.txt");
  }

  /** With what tells SDL where windows go. */
  private StartedRun started(String rate, Map<String, String> screen, List<String> more)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-i", PATTERN + rate));
    arguments.addAll(more);
    return StartedRun.start(script, scratch, said(), arguments, screen);
  }

  /**
   * Beside FFmpeg's own program at the same work and in the same seconds, where that runs. First
   * all of them run for a while: what is called once for each frame is compiled only after hundreds
   * of them, and what goes on is not what a start takes.
   */
  private void idle() throws IOException, InterruptedException {
    progress.accept(IDLE + ": a pattern to a null display, ffmpeg");
    Process peer = null;
    try {
      peer = startFfmpeg(FfmpegProgram.command(scratch));
    } catch (IOException e) {
      notes.add("ffmpeg's own share of the CPU is not known: " + e.getMessage());
    }
    try (StartedRun run = started("30", Map.of(), List.of())) {
      run.taken();
      TimeUnit.NANOSECONDS.sleep((long) (seconds * WARM_UP_SHARE * NS_PER_S));
      List<ProcessHandle> processes =
          new ArrayList<>(List.of(run.launcher(), run.stage("capture"), run.stage("display")));
      if (peer != null) {
        processes.add(peer.toHandle());
      }
      double[] cpu = cpu(processes, (long) (seconds / 4 * NS_PER_S));
      double all = 0;
      for (int i = 0; i < OUR_PROCESSES.size(); i++) {
        all += cpu[i];
        Map<Metric, Double> values = memory(processes.get(i));
        values.put(Metric.HEAP, Footprint.heapMegabytes(processes.get(i)));
        values.put(Metric.PROCESS_CPU, cpu[i]);
        rows.add(new Row(IDLE, OUR_PROCESSES.get(i), Scenarios.OURS, Role.OURS, values));
      }
      rows.add(new Row(IDLE, ALL, Scenarios.OURS, Role.OURS, Map.of(Metric.PROCESS_CPU, all)));
      if (peer != null) {
        Map<Metric, Double> values = memory(peer.toHandle());
        values.put(Metric.PROCESS_CPU, cpu[OUR_PROCESSES.size()]);
        rows.add(new Row(IDLE, ALL, FFMPEG, Role.FLOOR, values));
      }
    } finally {
      if (peer != null) {
        peer.destroy();
        peer.waitFor();
      }
    }
  }

  private static Process startFfmpeg(List<String> ffmpeg) throws IOException {
    String input = (PATTERN + "30").substring("pattern:".length());
    return new ProcessBuilder(
            FfmpegProgram.with(ffmpeg, "-v error -nostdin -re -f lavfi -i " + input + " -f null -"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Percent of a core that each process takes from now on. */
  private static double[] cpu(List<ProcessHandle> processes, long ns) throws InterruptedException {
    long[] before = processes.stream().mapToLong(CpuTime::ofNs).toArray();
    long startNs = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(ns);
    double[] shares = new double[before.length];
    for (int i = 0; i < shares.length; i++) {
      long usedNs = CpuTime.ofNs(processes.get(i)) - before[i];
      shares[i] = PERCENT * usedNs / (System.nanoTime() - startNs);
    }
    return shares;
  }

  private static Map<Metric, Double> memory(ProcessHandle process) throws IOException {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    values.put(Metric.RESIDENT, Footprint.megabytes(process, "Rss"));
    values.put(Metric.PROPORTIONAL, Footprint.megabytes(process, "Pss"));
    return values;
  }

  /** In a real window, where there is an X server to have. */
  private void glassOnX() throws IOException, InterruptedException {
    Optional<VirtualScreen> started = VirtualScreen.start();
    if (started.isEmpty()) {
      notes.add(GLASS + " under Xvfb: left out; install xvfb");
      return;
    }
    try (VirtualScreen screen = started.get()) {
      glass("xvfb", Map.of("DISPLAY", screen.display()));
    }
  }

  /** The display counts itself, and says so in its last words. */
  private void glass(String where, Map<String, String> screen)
      throws IOException, InterruptedException {
    progress.accept(GLASS + ": " + where);
    String length = Double.toString(Math.max(1, seconds / 8));
    List<String> arguments = List.of("-t", length, "--display", "window", "--verbose");
    try (StartedRun run = started("60", screen, arguments)) {
      run.end();
    }
    for (String line : Files.readAllLines(said())) {
      if (line.contains("latency in ms")) {
        for (Matcher step = STEP.matcher(line); step.find(); ) {
          Map<Metric, Double> values = new EnumMap<>(Metric.class);
          values.put(Metric.P50, Double.parseDouble(step.group(2)) * US_PER_MS);
          values.put(Metric.P99, Double.parseDouble(step.group(3)) * US_PER_MS);
          rows.add(
              new Row(
                  GLASS, where + ": " + step.group(1).strip(), Scenarios.OURS, Role.OURS, values));
        }
      }
    }
  }
}
