package dev.zoetrope.channel;

import dev.zoetrope.channel.Coverage.Event;
import dev.zoetrope.channel.SimulatedProcess.Role;
import dev.zoetrope.probe.Probe;
import dev.zoetrope.probe.ProtocolPoint;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StaleFiles;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One pipeline, the classes that ship, and everything that can befall them, in an order and at
 * times that follow from a seed. First a number of steps in which all of it happens, then nothing
 * happens any more, and all must end.
 */
final class Simulation {
  private static final long MAX_RESTART_NS = 300_000_000L;

  private final long seed;
  private final long limit;
  private final SplittableRandom random;
  private final SimulationPlan plan;
  private final Coverage coverage = new Coverage();
  private final TestPipeline pipeline = new TestPipeline();
  private final World world = new World(pipeline.directory());
  private final Scheduler scheduler;
  private final SimulatedNetwork network;
  private final Liveness liveness;
  private final Invariants invariants;
  private final Chaos chaos;
  private int writers;
  private int others;
  private boolean isCalm;
  private boolean mayLeaveFiles;
  private boolean hasCrashed;

  private Simulation(long seed, long limit) {
    this.seed = seed;
    this.limit = limit;
    this.random = new SplittableRandom(seed);
    this.plan = SimulationPlan.draw(random);
    this.scheduler = new Scheduler(random.split(), plan.stickiness(), plan.stepNs());
    this.network =
        new SimulatedNetwork(scheduler, random.split(), plan.loss(), plan.maxDelayNs(), coverage);
    this.liveness = new Liveness(scheduler::nowNs);
    this.invariants = new Invariants(this, world);
    this.chaos = new Chaos(this, random.split(), seed, limit);
  }

  /**
   * Runs one simulation.
   *
   * @param seed decides everything
   * @param limit steps before all is calm
   */
  static Outcome run(long seed, long limit) {
    Probe.install(Simulation::reach);
    return new Simulation(seed, limit).run();
  }

  private static void reach(ProtocolPoint point) {
    Task task = Task.current();
    if (task != null) {
      task.scheduler().step(point.name());
    }
  }

  private Outcome run() {
    scheduler.afterStep(this::afterStep);
    for (int writer = 0; writer <= plan.rivals(); writer++) {
      launchWriter(0, false);
    }
    plan.readers().forEach(policy -> launchReader(policy, random.nextLong(MAX_RESTART_NS), false));
    launchStranger();
    Throwable failure = scheduler.run();
    if (failure == null) {
      failure = checkEnd();
    }
    scheduler.unwind();
    world.close();
    try {
      StaleFiles.removeDeadStreams(pipeline.directory());
      pipeline.close();
    } catch (IOException e) {
      failure = failure == null ? e : failure;
    }
    return new Outcome(seed, plan, scheduler.trace(), coverage, failure);
  }

  private void afterStep(Task task, String place) {
    long step = scheduler.trace().steps();
    isCalm |= step >= limit;
    invariants.check(task, place);
    chaos.afterStep(task, place, step);
  }

  /** Files are gone; and if the last writer died, whoever cleans up can remove them. */
  private Throwable checkEnd() {
    try {
      if (mayLeaveFiles) {
        StaleFiles.removeDeadStreams(pipeline.directory());
      }
      Violation.unless(pipeline.files().isEmpty(), "files are left: " + pipeline.files());
      world.close();
      Violation.unless(
          hasCrashed || mapped().isEmpty(), "files are mapped that nobody uses: " + mapped());
      return null;
    } catch (IOException | Violation e) {
      return e;
    }
  }

  /** Files of the pipeline that this JVM maps; the dead leave them to the collector. */
  private List<String> mapped() throws IOException {
    Path maps = Path.of("/proc/self/maps");
    try (Stream<String> lines = Files.exists(maps) ? Files.lines(maps) : Stream.of()) {
      return lines.filter(line -> line.contains(pipeline.runtime().toString())).toList();
    }
  }

  private void launchWriter(long delayNs, boolean followsCrash) {
    SimulatedProcess process = new SimulatedProcess(Role.WRITER, "w" + ++writers, followsCrash);
    WriterAgent agent = new WriterAgent(this, process, writers);
    world.add(agent);
    launch(
        process, agent, delayNs, crashed -> launchWriter(random.nextLong(MAX_RESTART_NS), crashed));
  }

  private void launchReader(ReaderPolicy policy, long delayNs, boolean followsCrash) {
    SimulatedProcess process = new SimulatedProcess(Role.READER, "r" + ++others, followsCrash);
    ReaderAgent agent = new ReaderAgent(this, process, policy);
    world.add(agent);
    launch(
        process,
        agent,
        delayNs,
        crashed -> launchReader(policy, random.nextLong(MAX_RESTART_NS), crashed));
  }

  private void launchStranger() {
    SimulatedProcess process = new SimulatedProcess(Role.STRANGER, "x" + ++others, false);
    launch(process, new StrangerAgent(this, process), 0, crashed -> launchStranger());
  }

  private void launch(
      SimulatedProcess process, Agent agent, long delayNs, Consumer<Boolean> again) {
    process.thenLaunch(again);
    spawn(
        process,
        "",
        scheduler.nowNs() + delayNs,
        () -> {
          agent.run();
          relaunch(process, false);
        });
  }

  private void relaunch(SimulatedProcess process, boolean hasCrashed) {
    if (!isCalm) {
      process.launchSuccessor(hasCrashed);
    }
  }

  /** What a task does. */
  @FunctionalInterface
  interface Body {
    void run() throws IOException;
  }

  /** Starts another thread of a process. */
  void spawn(SimulatedProcess process, String suffix, Body body) {
    spawn(process, suffix, scheduler.nowNs(), body);
  }

  private void spawn(SimulatedProcess process, String suffix, long atNs, Body body) {
    String name = process.name() + suffix;
    scheduler.spawn(
        process,
        name,
        atNs,
        () -> {
          try {
            body.run();
          } catch (IOException | RuntimeException e) {
            throw new Violation(name + " failed: " + e, e);
          }
        });
  }

  /** Kills a process. Another one follows. */
  void crash(SimulatedProcess process) {
    process.die();
    hasCrashed = true;
    switch (process.role()) {
      case WRITER -> {
        coverage.count(Event.WRITER_CRASHED);
        mayLeaveFiles = true;
      }
      case READER -> coverage.count(Event.READER_CRASHED);
      case STRANGER -> {}
    }
    relaunch(process, true);
  }

  /** A writer serves the stream. */
  void opened(WriterAgent writer) {
    if (writer.process().followsCrash()) {
      coverage.count(Event.WRITER_RESTARTED);
    }
  }

  /** A writer ended its stream, and so has removed what others left behind. */
  void ended() {
    mayLeaveFiles = false;
  }

  long nowNs() {
    return scheduler.nowNs();
  }

  /** Whether nothing befalls anybody any more, and all are to end. */
  boolean isCalm() {
    return isCalm;
  }

  SplittableRandom split() {
    return random.split();
  }

  SimulatedHost host(SimulatedProcess process) {
    return new SimulatedHost(scheduler, process, network);
  }

  SimulationPlan plan() {
    return plan;
  }

  PipelineDirectory directory() {
    return pipeline.directory();
  }

  Coverage coverage() {
    return coverage;
  }

  Liveness liveness() {
    return liveness;
  }

  Accounting accounting() {
    return invariants.accounting();
  }
}
