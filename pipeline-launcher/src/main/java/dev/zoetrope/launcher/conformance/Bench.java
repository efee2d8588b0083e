package dev.zoetrope.launcher.conformance;

import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What one check works with: a pipeline of its own, and programs that it starts there. */
final class Bench implements AutoCloseable {
  /** The stream that is read or written. */
  static final String STREAM = "s";

  /** The name that a reader is told to have. */
  static final String READER = "candidate";

  /** Slots that a writer is told to have. */
  static final int SLOTS = 3;

  /** A stall timeout that is never reached. */
  static final long PATIENT_MS = 120_000;

  /** A stall timeout for checks of eviction. */
  static final long IMPATIENT_MS = 300;

  private static final long LOOK_AGAIN_NS = 500_000;

  private final Role role;
  private final List<String> command;
  private final long patienceNs;
  private final Path home;
  private final PipelineDirectory pipeline;
  private final List<Subject> subjects = new ArrayList<>();

  /**
   * Makes an empty runtime directory.
   *
   * @param role of the program
   * @param command program under test, with its arguments
   * @param patienceNs longest wait for anything that must happen
   */
  Bench(Role role, List<String> command, long patienceNs) throws IOException {
    this.role = role;
    this.command = command;
    this.patienceNs = patienceNs;
    Path shm = Path.of("/dev/shm");
    // Short: the path of a socket has 107 bytes at most.
    this.home =
        Files.isWritable(shm)
            ? Files.createTempDirectory(shm, "ztc")
            : Files.createTempDirectory("ztc");
    this.pipeline = PipelineDirectory.of(home.resolve("r"), "p");
  }

  /** The pipeline's directory, which need not exist. */
  PipelineDirectory pipeline() {
    return pipeline;
  }

  /** Longest wait for anything that must happen, nanoseconds. */
  long patienceNs() {
    return patienceNs;
  }

  /** Starts the program as a reader. */
  Subject startReader(String policy) throws IOException {
    return start(Map.of("STREAM", STREAM, "NAME", READER, "POLICY", policy));
  }

  /** Starts the program as a writer, and waits until it serves. */
  Subject startWriter(int slots, PressurePolicy pressure, long stallMs)
      throws IOException, InterruptedException, Violation {
    Subject writer = startWriterUnasked(slots, pressure, stallMs);
    writer.expect("open");
    return writer;
  }

  /** As {@link #startWriter}, whatever it says. */
  Subject startWriterUnasked(int slots, PressurePolicy pressure, long stallMs) throws IOException {
    return start(
        Map.of(
            "OUT",
            STREAM,
            "SLOTS",
            String.valueOf(slots),
            "PRESSURE",
            pressure == PressurePolicy.DROP ? "drop" : "wait",
            "STALL_MS",
            String.valueOf(stallMs)));
  }

  /** A writer that waits, with as many slots as all checks expect. */
  Subject startWriter() throws IOException, InterruptedException, Violation {
    return startWriter(SLOTS, PressurePolicy.WAIT, PATIENT_MS);
  }

  private Subject start(Map<String, String> more) throws IOException {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("RUNTIME_DIR", pipeline.path().getParent().toString());
    environment.put("PIPELINE", pipeline.name());
    environment.put("ROLE", role.token());
    Path errors = home.resolve("errors-" + subjects.size());
    Subject subject = new Subject(command, environment, errors, patienceNs);
    subjects.add(subject);
    return subject;
  }

  /** A writer of this project, to read from; it waits for slots as long as the kit has patience. */
  StreamWriter openWriter(EpochSpec spec) throws IOException {
    return StreamWriter.open(pipeline, STREAM, spec, PressurePolicy.WAIT, patienceNs);
  }

  /** Waits until something holds that the program has to bring about. */
  void until(String what, Condition condition) throws IOException, InterruptedException, Violation {
    long deadline = System.nanoTime() + patienceNs;
    while (!condition.holds()) {
      Violation.unless(
          System.nanoTime() - deadline < 0,
          "waited " + TimeUnit.NANOSECONDS.toSeconds(patienceNs) + " s in vain until " + what);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LockSupport.parkNanos(LOOK_AGAIN_NS);
    }
  }

  /** What is waited for. */
  @FunctionalInterface
  interface Condition {
    /** Whether it holds now. */
    boolean holds() throws IOException;
  }

  /** Names of the files of the pipeline, hidden ones too. */
  List<String> files() throws IOException {
    if (!Files.exists(pipeline.path())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(pipeline.path())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public void close() throws IOException {
    subjects.forEach(Subject::kill);
    try (Stream<Path> all = Files.walk(home)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
