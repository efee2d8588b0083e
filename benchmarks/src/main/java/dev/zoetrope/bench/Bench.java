package dev.zoetrope.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs scenarios. Within one, the contenders take turns, round by round: what else happens on the
 * machine meets all of them.
 */
final class Bench {
  /** Below that many seconds it is a trial of the benchmark itself. */
  private static final double SHORT_S = 10;

  private static final int ROUNDS = 8;
  private static final int SHORT_ROUNDS = 1;

  /** Turns that do not count: what is new is slow at first, and much is in a table's first one. */
  private static final int WARM_UPS = 1;

  private static final int FIRST_WARM_UPS = 4;
  private static final double NS_PER_S = 1e9;

  private final Scratch scratch;
  private final double seconds;
  private final int rounds;
  private final Consumer<String> progress;
  private final List<String> notes = new ArrayList<>();

  /**
   * A benchmark.
   *
   * @param scratch for shared files, in memory
   * @param seconds how long all scenarios take together, without the turns of peers
   * @param progress told what is being measured
   */
  Bench(Scratch scratch, double seconds, Consumer<String> progress) {
    this.scratch = scratch;
    this.seconds = seconds;
    this.rounds = seconds < SHORT_S ? SHORT_ROUNDS : ROUNDS;
    this.progress = progress;
  }

  /** How often each contender runs, beside a first time that does not count. */
  int rounds() {
    return rounds;
  }

  /** Runs all of them. */
  List<Row> run(List<Scenario> scenarios) throws IOException, InterruptedException {
    // Without peers, so that who measures those, too, has turns that are as long.
    double turns =
        scenarios.stream().mapToDouble(s -> s.weight() * contendersButPeers(s)).sum()
            * (rounds + WARM_UPS);
    List<Row> rows = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      progress.accept(scenario.table() + ": " + scenario.name());
      boolean isFirst = rows.stream().noneMatch(row -> row.table().equals(scenario.table()));
      int warmUps = isFirst ? FIRST_WARM_UPS : WARM_UPS;
      rows.addAll(run(scenario, (long) (seconds * NS_PER_S * scenario.weight() / turns), warmUps));
    }
    return rows;
  }

  private static long contendersButPeers(Scenario scenario) {
    return scenario.contenders().stream().filter(c -> c.role() != Role.PEER).count();
  }

  private List<Row> run(Scenario scenario, long ns, int warmUps)
      throws IOException, InterruptedException {
    List<Contender> contenders = new ArrayList<>();
    List<Tally> tallies = new ArrayList<>();
    try {
      for (Contender contender : scenario.contenders()) {
        Path own = scratch.path().resolve("c" + contenders.size());
        if (succeeds(
            contender,
            scenario,
            () -> {
              contender.open(scenario, own);
              for (int i = 0; i < warmUps; i++) {
                contender.run(scenario, ns, new Tally());
              }
            })) {
          contenders.add(contender);
          tallies.add(new Tally());
        }
      }
      for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < contenders.size(); i++) {
          Contender contender = contenders.get(i);
          Tally tally = tallies.get(i);
          if (!succeeds(contender, scenario, () -> contender.run(scenario, ns, tally))) {
            contenders.remove(i);
            tallies.remove(i--);
          }
        }
      }
    } finally {
      for (Contender contender : contenders) {
        contender.close();
      }
      scratch.clear();
    }
    return rows(scenario.with(contenders), tallies);
  }

  /** A contender's turn. */
  private interface Turn {
    void take() throws IOException, InterruptedException;
  }

  /** A peer that fails is left out from then on; it ends what it has begun itself. */
  private boolean succeeds(Contender contender, Scenario scenario, Turn turn)
      throws IOException, InterruptedException {
    try {
      turn.take();
      return true;
    } catch (IOException e) {
      if (contender.role() != Role.PEER) {
        throw e;
      }
      notes.add(scenario.name() + ": " + contender.name() + ": left out; " + e.getMessage());
      return false;
    }
  }

  /** What was left out. */
  List<String> notes() {
    return notes;
  }

  private static List<Row> rows(Scenario scenario, List<Tally> tallies) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < tallies.size(); i++) {
      Contender contender = scenario.contenders().get(i);
      rows.add(
          new Row(
              scenario.table(),
              scenario.name(),
              contender.name(),
              contender.role(),
              tallies.get(i).values(scenario.length())));
    }
    double floor =
        rows.stream()
            .filter(row -> row.role() == Role.FLOOR)
            .mapToDouble(row -> row.value(scenario.chief()))
            .findFirst()
            .orElse(Double.NaN);
    return rows.stream().map(row -> withRatio(row, scenario.chief(), floor)).toList();
  }

  /** Where everything was skipped there is none. */
  private static Row withRatio(Row row, Metric chief, double floor) {
    double ratio = row.value(chief) / floor;
    return Double.isNaN(ratio) ? row : row.with(Metric.RATIO, ratio);
  }
}
