package dev.zoetrope.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The conformance kit finds what is wrong, and nothing else: a program in C is spoiled in one
 * place, and the checks of that place fail.
 */
@Tag("once")
class MutantTest {
  /** Far more than any step takes; what waits in vain costs this long. */
  private static final String PATIENCE_S = "4";

  @TempDir Path temporary;

  /**
   * A program with a bug.
   *
   * @param bug what is wrong with it
   * @param role what it is checked as
   * @param file zoetrope.c or conformance.c
   * @param from a piece of that file, there once
   * @param to what stands there instead
   * @param fails checks that find it
   * @param holds checks that have nothing to do with it
   */
  record Mutant(
      String bug, String role, String file, String from, String to, String fails, String holds) {
    @Override
    public String toString() {
      return bug;
    }
  }

  static Stream<Mutant> mutants() {
    return Stream.of(
        new Mutant(
            "a reader that never releases",
            "reader",
            "zoetrope.c",
            "  unpin(frame->owner, frame->slot, frame->sequence);\n",
            "",
            "release",
            "joins,latest,join-cursor"),
        new Mutant(
            "a reader that takes other readers' pins away",
            "reader",
            "zoetrope.c",
            "compare_and_set(self->control, word_offset(slot), word, word & ~bit)) break;",
            "compare_and_set(self->control, word_offset(slot), word, slot_word(ZT_SLOT_READY, sequence))) break;",
            "release",
            "pins"),
        new Mutant(
            "a reader that reports frames twice",
            "reader",
            "conformance.c",
            "report(\"frame\", &frame);\n",
            "report(\"frame\", &frame), report(\"frame\", &frame);\n",
            "order,latest",
            "joins,release"),
        new Mutant(
            "a reader that takes the newest frame, whatever its policy",
            "reader",
            "zoetrope.c",
            "policy == ZT_LATEST ? cursor : self->consumed + 1",
            "cursor",
            "leaky,order",
            "latest,join-cursor"),
        new Mutant(
            "a reader that ignores new epochs",
            "reader",
            "zoetrope.c",
            "if (state != ZT_STATE_SUPERSEDED) return 0;",
            "return 0;",
            "follows",
            "ended,next-epoch"),
        new Mutant(
            "a reader that does not stop at the end",
            "reader",
            "zoetrope.c",
            "state = ZT_ENDED;",
            "state = ZT_LIVE;",
            "ended",
            "failed,writer-killed"),
        new Mutant(
            "a reader that believes every header",
            "reader",
            "zoetrope.c",
            "if (!is_valid(&frame->header, self, self->consumed)) {",
            "if (0 && !is_valid(&frame->header, self, self->consumed)) {",
            "corrupt-frames",
            "formats,audio"),
        new Mutant(
            "a reader that maps frames writable",
            "reader",
            "zoetrope.c",
            "map_file(path, result->frames_length, false,",
            "map_file(path, result->frames_length, true,",
            "read-only",
            "joins"),
        new Mutant(
            "a reader that does not count what it skips",
            "reader",
            "zoetrope.c",
            "if (passed > 0) count(",
            "if (passed < 0) count(",
            "latest",
            "leaky"),
        new Mutant(
            "a reader whose sleeps all have one number",
            "reader",
            "zoetrope.c",
            "self->sleep_sequence += 2;",
            "self->sleep_sequence = 2;",
            "sleeps",
            "lost-bell"),
        new Mutant(
            "a writer that moves the cursor before the slot",
            "writer",
            "zoetrope.c",
            "  /* SYNC publish-1 (pairs with pin-1)",
            "  store_seq(here->control, ZT_CONTROL_AT_PUBLISHED_CURSOR, sequence);\n  nap(MS);\n  /* SYNC publish-1 (pairs with pin-1)",
            "steps",
            "aborts,rings"),
        new Mutant(
            "a writer that does not refuse wrong lines",
            "writer",
            "zoetrope.c",
            "if (policy_of(value_of(line, \"policy\", value)) < 0) {",
            "if (policy_of(value_of(line, \"policy\", value)) < NONE) {",
            "refuses",
            "admits,unknown-keys"),
        new Mutant(
            "a writer that leaves its files behind",
            "writer",
            "zoetrope.c",
            "    next = there->next;\n    delete_files(self, there->number);\n",
            "    next = there->next;\n",
            "ends,fails",
            "awaits-mapping"),
        new Mutant(
            "a writer that overwrites what is pinned",
            "writer",
            "zoetrope.c",
            " && !pins_of(word) && generation",
            " && generation",
            "honours-pins",
            "aborts"),
        new Mutant(
            "a writer that takes no lock",
            "writer",
            "zoetrope.c",
            "fcntl(fd, F_OFD_SETLK, &whole) == 0",
            "whole.l_type == F_WRLCK",
            "lock,second-writer",
            "cleans-up"),
        new Mutant(
            "a writer that leaves the pins of the dead",
            "writer",
            "zoetrope.c",
            "  clear_pins(self->current, reader);\n",
            "",
            "reader-killed",
            "leaving"),
        new Mutant(
            "a writer that carries no reader over",
            "writer",
            "zoetrope.c",
            "if (!is_active(self, old, reader) || self->members[reader].leaving) continue;",
            "continue;",
            "rolls",
            "keeps-epochs"));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void isFound(Mutant mutant) throws IOException, InterruptedException {
    Toolbox.assumeCompiler();
    for (String name : List.of("zoetrope.c", "conformance.c")) {
      Files.copy(Toolbox.C.resolve(name), temporary.resolve(name));
    }
    Path spoiled = temporary.resolve(mutant.file());
    String source = Files.readString(spoiled);
    int at = source.indexOf(mutant.from());
    assertTrue(at >= 0 && at == source.lastIndexOf(mutant.from()), "is not there once");
    Files.writeString(spoiled, source.replace(mutant.from(), mutant.to()));
    Path program =
        Toolbox.compile(temporary, "conformance.c", temporary.resolve("mutant"), "-Wno-unused");
    List<String> report =
        ConformanceTest.report(
            1,
            List.of(program.toString()),
            "--role",
            mutant.role(),
            "--patience",
            PATIENCE_S,
            "--only",
            mutant.fails() + "," + mutant.holds());
    Set<String> failed = new TreeSet<>();
    report.stream()
        .filter(line -> line.startsWith("  FAILS"))
        .forEach(line -> failed.add(line.strip().split(" +", 3)[1]));
    Set<String> expected = new TreeSet<>(Arrays.asList(mutant.fails().split(",", -1)));
    assertEquals(expected, failed, String.join("\n", report));
  }
}
