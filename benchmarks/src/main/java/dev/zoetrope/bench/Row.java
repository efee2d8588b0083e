package dev.zoetrope.bench;

import java.util.EnumMap;
import java.util.Map;

/**
 * One line of a table.
 *
 * @param table what was measured
 * @param scenario under which circumstances
 * @param contender which way of handing frames over
 * @param role ours, a floor or a peer
 * @param values what came out
 */
record Row(String table, String scenario, String contender, Role role, Map<Metric, Double> values) {
  /** Copies the values. */
  Row {
    values = new EnumMap<>(values);
  }

  /** What names the line, in two runs that are compared. */
  String key() {
    return table + ", " + scenario + ", " + contender;
  }

  /** A value, NaN where there is none. */
  double value(Metric metric) {
    return values.getOrDefault(metric, Double.NaN);
  }

  /** The same with one value more. */
  Row with(Metric metric, double value) {
    Map<Metric, Double> more = new EnumMap<>(values);
    more.put(metric, value);
    return new Row(table, scenario, contender, role, more);
  }
}
