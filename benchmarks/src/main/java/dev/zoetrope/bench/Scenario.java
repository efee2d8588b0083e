package dev.zoetrope.bench;

import java.util.List;

/**
 * Circumstances under which contenders are compared.
 *
 * @param table which table it belongs to
 * @param name what it is called there
 * @param verb what the sides are told to do
 * @param length bytes of a frame
 * @param intervalNs time between two frames, 0: as fast as it goes
 * @param readers how many there are
 * @param weight its part of the time, for each contender
 * @param contenders who takes part
 */
record Scenario(
    String table,
    String name,
    String verb,
    int length,
    long intervalNs,
    int readers,
    double weight,
    List<Contender> contenders) {
  /** Copies the list. */
  Scenario {
    contenders = List.copyOf(contenders);
  }

  /** Frames handed over at a pace, without a look at their payload. */
  static Scenario handOff(
      String table, String name, int length, long intervalNs, double weight, List<Contender> all) {
    return new Scenario(table, name, "handoff", length, intervalNs, 1, weight, all);
  }

  /** Frames written and read as fast as it goes. */
  static Scenario stream(String table, String name, int length, List<Contender> all) {
    return new Scenario(table, name, "stream", length, 0, 1, 1, all);
  }

  /** The same with other contenders. */
  Scenario with(List<Contender> others) {
    return new Scenario(table, name, verb, length, intervalNs, readers, weight, others);
  }

  /** The same with more readers. */
  Scenario withReaders(int count) {
    return new Scenario(table, name, verb, length, intervalNs, count, weight, contenders);
  }

  /** What counts most here. */
  Metric chief() {
    return verb.equals("stream") ? Metric.FPS : Metric.P50;
  }
}
