package dev.zoetrope.channel;

import dev.zoetrope.channel.Coverage.Event;
import dev.zoetrope.probe.ProtocolPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * What befalls processes: death at a point of the protocol that is drawn beforehand, so that rare
 * ones have their turn, or anywhere; pauses short and long.
 */
final class Chaos {
  private static final List<ProtocolPoint> ALL = List.of(ProtocolPoint.values());
  private static final Map<String, ProtocolPoint> POINTS =
      ALL.stream().collect(Collectors.toMap(ProtocolPoint::name, point -> point));

  private static final long SHORT_PAUSE_NS = 5_000_000L;

  private final Simulation simulation;
  private final SimulationPlan plan;
  private final SplittableRandom random;
  private final List<Target> targets = new ArrayList<>();

  /** A process dies there, when it is visited for the last of so many times; null: anywhere. */
  private static final class Target {
    private final ProtocolPoint point;
    private final long fromStep;
    private int visitsLeft;

    Target(ProtocolPoint point, long fromStep, int visitsLeft) {
      this.point = point;
      this.fromStep = fromStep;
      this.visitsLeft = visitsLeft;
    }

    boolean isHit(ProtocolPoint visited, long step) {
      return step >= fromStep && (point == null || point == visited) && --visitsLeft == 0;
    }
  }

  /**
   * Plans what befalls whom.
   *
   * @param seed seeds next to each other have each point among their first targets
   * @param limit steps before all is calm
   */
  Chaos(Simulation simulation, SplittableRandom random, long seed, long limit) {
    this.simulation = simulation;
    this.plan = simulation.plan();
    this.random = random;
    if (plan.crashes() > 0) {
      targets.add(new Target(ALL.get((int) Math.floorMod(seed, (long) ALL.size())), 0, 1));
    }
    for (int crash = 1; crash < plan.crashes(); crash++) {
      long fromStep = random.nextLong(limit);
      if (random.nextInt(5) == 0) {
        targets.add(new Target(null, fromStep, 1));
      } else {
        int visits = 1 + random.nextInt(random.nextInt(3) == 0 ? 20 : 1);
        targets.add(new Target(ALL.get(random.nextInt(ALL.size())), fromStep, visits));
      }
    }
  }

  /** After a step of a task. */
  void afterStep(Task task, String place, long step) {
    ProtocolPoint point = POINTS.get(place);
    if (point != null) {
      simulation.coverage().visit(point);
    }
    if (simulation.isCalm() || place.equals(Scheduler.OVER)) {
      return;
    }
    if (targets.removeIf(target -> target.isHit(point, step))) {
      if (point != null) {
        simulation.coverage().crashAt(point);
      }
      simulation.crash(task.process());
    } else {
      maybePause(task.process());
    }
  }

  private void maybePause(SimulatedProcess process) {
    double drawn = random.nextDouble();
    if (drawn < plan.longPauses()) {
      process.pause(simulation.nowNs(), random.nextLong(3 * plan.stallTimeoutNs()));
      simulation.coverage().count(Event.LONG_PAUSE);
    } else if (drawn < plan.longPauses() + plan.pauses()) {
      process.pause(simulation.nowNs(), random.nextLong(SHORT_PAUSE_NS));
      simulation.coverage().count(Event.SHORT_PAUSE);
    }
  }
}
