package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation finds bugs: each of these, planted one at a time into the product. */
@Tag("once")
class SimulationMutantsTest {
  private static final long MAX_STEPS = 1_500_000;

  static Stream<Mutant> mutants() {
    return Stream.of(
        new Mutant(
            "a pin without the generation check",
            "SlotReader.java",
            "SlotWord.state(word) != SlotWord.READY || SlotWord.generation(word) != sequence",
            "SlotWord.state(word) != SlotWord.READY"),
        new Mutant(
            "a claim that ignores consumed cursors",
            "SlotWriter.java",
            "long done = consumedByAll();",
            "long done = Math.max(consumedByAll(), Long.MAX_VALUE);"),
        new Mutant(
            "a claim of what a decoder refers to",
            "SlotWriter.java",
            "((claimed | kept) & 1L << slot) != 0",
            "(claimed & 1L << slot) != 0"),
        new Mutant(
            "a published frame that is let go of as if it were not",
            "SlotWriter.java",
            "if ((claimed & 1L << slot) != 0) {\n      abort(slot);",
            "{\n      abort(slot);"),
        new Mutant(
            "a hold of an epoch that is over, published in the next",
            "WriterClaims.java",
            "!isEnded && hold.slots() == epochs.slots() && hold.isUnpublished()",
            "!isEnded && hold.isUnpublished()"),
        new Mutant(
            "a release that clears all pins",
            "SlotReader.java",
            "word, word & ~pinBit)",
            "word, SlotWord.of(SlotWord.READY, 0, sequence))"),
        new Mutant(
            "the cursor before the ring",
            "SlotWriter.java",
            "buffer.putLongRelease(ringOffset(sequence), ringEntry(sequence, slot));",
            "buffer.putLongVolatile(CURSOR, sequence); Probe.at(ProtocolPoint.CURSOR_MOVED);"
                + " buffer.putLongRelease(ringOffset(sequence), ringEntry(sequence, slot));"),
        new Mutant(
            "a consumed cursor that moves before the pin",
            "SlotReader.java",
            "int slot = pin(wanted);",
            "cell.consumedRelease(wanted);\n      int slot = pin(wanted);"),
        new Mutant(
            "an aborted claim that can be read",
            "SlotWriter.java",
            "SlotWord.of(SlotWord.FREE, 0, SlotWord.generation(word))",
            "SlotWord.of(SlotWord.READY, 0, SlotWord.generation(word))"),
        new Mutant(
            "a reader that sleeps without a bound",
            "StreamReader.java",
            "sleep(Math.min(left, MAX_SLEEP_NS));",
            "sleep(Math.max(left, MAX_SLEEP_NS));"),
        new Mutant(
            "a writer that sleeps without a bound",
            "WriterClaims.java",
            "long left = changed.awaitNanos(WAIT_PERIOD_NS);",
            "long left = Math.min(0, changed.awaitNanos(WAIT_PERIOD_NS << 20));"),
        new Mutant(
            "a writer that naps without a bound",
            "WriterClaims.java",
            "long left = changed.awaitNanos(ns);",
            "long left = Math.min(0, changed.awaitNanos(ns << 20));"),
        new Mutant(
            "a reader that naps without a bound",
            "StreamReader.java",
            "host.nap(ns);",
            "host.nap(ns << 20);"),
        new Mutant(
            "a dropped frame that is not counted",
            "WriterEpochs.java",
            "count(ControlDescriptor.DROPPED, 1);",
            ""),
        new Mutant(
            "a frame passed over that is not counted",
            "SlotReader.java",
            "cell.increment(SKIPPED_STALE, passed);",
            "cell.increment(SKIPPED_STALE, passed - 1);"),
        new Mutant(
            "a join that grants the wrong cursor",
            "SlotWriter.java",
            "prepare(name, policy, pid, cursor)",
            "prepare(name, policy, pid, Math.max(0, cursor - 1))"),
        new Mutant(
            "a reader carried over that is not waited for",
            "WriterEpochs.java",
            "staying.forEach(next.slots()::admit);",
            ""),
        new Mutant(
            "an epoch retired too early",
            "WriterEpochs.java",
            "!= PRESENCE_LEFT;",
            "> PRESENCE_LEFT;"),
        new Mutant(
            "counters that do not go along into the next epoch",
            "StreamReader.java",
            "left.carryCountersTo(epochs.next().slots().cell());",
            ""),
        new Mutant(
            "pins of the dead that stay",
            "SlotWriter.java",
            "clearPin(slot, SlotWord.pinBit(reader));",
            ""),
        new Mutant(
            "an eviction before the stall timeout",
            "StallWatch.java",
            "stalledNs[reader] >= timeoutNs",
            "stalledNs[reader] >= timeoutNs / 2"),
        new Mutant(
            "an end that leaves the files of superseded epochs",
            "WriterEpochs.java",
            "retired.forEach(WriterEpochs::close);",
            "retired.forEach(old -> old.epoch().release());"),
        new Mutant(
            "an end that does not wait for those who have yet to map",
            "WriterEpochs.java",
            "boolean isAwaiting = isAwaitingMappers(current, everyOnly);",
            "boolean isAwaiting = false;"),
        // A bug that the simulation has found.
        new Mutant(
            "the end of a connection unseen behind bells",
            "ControlClient.java",
            "reads < MAX_READS;",
            "reads < 1;"));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void isCaught(Mutant mutant) throws Exception {
    Class<?> hunt = Class.forName(MutantHunt.class.getName(), true, new MutantLoader(mutant));
    Method find = hunt.getDeclaredMethod("find", long.class);
    find.setAccessible(true);
    Object found = find.invoke(null, MAX_STEPS);
    assertNotNull(found, () -> "nobody noticed " + mutant);
    System.out.println(mutant + ": " + found);
  }
}
