package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jcstress.Main;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * All races of this module. Those whose name begins with {@code Shipped} never show what is
 * forbidden. In all others a step is weakened, and they do: a race that can find nothing is found
 * out.
 */
class RacesTest {
  /** On a busy machine, a race that hardly ran or a weakened step not caught is tried again. */
  private static final int MOST_ROUNDS = 6;

  private static final int ENOUGH_SAMPLES = 10_000;

  private static final Pattern SYNC = Pattern.compile("SYNC ([a-z]+-[0-9])");

  /** No pinning to processors, small strides: more of the samples are races. */
  private static final List<String> COMMON =
      List.of(
          "-af", "NONE", "-strideSize", "32", "-strideCount", "20", "-hs", "128", "-pth", "false");

  @BeforeEach
  void needsTwoProcessors() {
    int processors = Runtime.getRuntime().availableProcessors();
    assumeTrue(processors >= 2, "a race needs two processors, here is " + processors);
  }

  /** One configuration of the JVM, a moment for each race. */
  @Test
  @Timeout(value = 14, unit = TimeUnit.MINUTES)
  void quick() throws Exception {
    Jcstress jcstress = new Jcstress("quick");
    jcstress.run(QuickMain.class, names(name -> true), quickly(200));
    check(jcstress);
  }

  /** Every combination of interpreter and compilers for the two parties, and with random code. */
  @Test
  @Tag("deep")
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void deep() throws Exception {
    Jcstress jcstress = new Jcstress("deep");
    List<String> options = new ArrayList<>(COMMON);
    options.addAll(List.of("-time", "300", "-iters", "2", "-f", "1", "-fsm", "1"));
    jcstress.run(Main.class, names(name -> !new Race(name).isSeeded()), options);
    jcstress.run(QuickMain.class, names(name -> new Race(name).isSeeded()), quickly(1000));
    check(jcstress);
  }

  @Test
  void eachOrderingHasItsRace() throws Exception {
    String races = sources(Path.of("src", "main"));
    List<String> orderings =
        SYNC.matcher(sources(Path.of("..", "frame-protocol", "src", "main")))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertTrue(orderings.contains("publish-1"), orderings::toString);
    assertEquals(List.of(), orderings.stream().filter(name -> !races.contains(name)).toList());
  }

  private static String sources(Path directory) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }

  private static List<String> quickly(int ms) {
    List<String> options = new ArrayList<>(COMMON);
    options.addAll(List.of("-time", Integer.toString(ms), "-iters", "1", "-f", "1"));
    options.addAll(List.of("-jvmArgs", "-XX:+UseSerialGC"));
    return options;
  }

  private static List<String> names(Predicate<String> chosen) {
    return TestList.tests().stream().filter(chosen).sorted().toList();
  }

  private static void check(Jcstress jcstress) throws Exception {
    checkShipped(jcstress);
    List<String> unsure = unsure(jcstress.races());
    for (int round = 1; round < MOST_ROUNDS && !unsure.isEmpty(); round++) {
      jcstress.run(QuickMain.class, unsure, quickly(1000 * round));
      checkShipped(jcstress);
      unsure = unsure(jcstress.races());
    }
    assertEquals(
        List.of(), unsure, "seeded and not caught, or hardly run; see " + jcstress.directory());
  }

  private static void checkShipped(Jcstress jcstress) throws IOException {
    Files.writeString(
        jcstress.directory().resolve("summary.txt"), lines(jcstress, race -> true, Race::toString));
    String errors = lines(jcstress, race -> !race.errors().isEmpty(), Race::errors);
    assertEquals("", errors, "races that failed; see " + jcstress.directory());
    String forbidden =
        lines(jcstress, race -> !race.isSeeded() && race.forbidden() > 0, Race::complaint);
    assertEquals("", forbidden, "forbidden outcomes; see " + jcstress.directory());
  }

  private static List<String> unsure(Collection<Race> races) {
    return races.stream()
        .filter(race -> race.forbidden() == 0)
        .filter(race -> race.isSeeded() || race.samples() < ENOUGH_SAMPLES)
        .map(Race::name)
        .toList();
  }

  private static String lines(
      Jcstress jcstress, Predicate<Race> chosen, Function<Race, String> line) {
    return jcstress.races().stream()
        .filter(chosen)
        .map(race -> line.apply(race) + "\n")
        .collect(Collectors.joining());
  }
}
