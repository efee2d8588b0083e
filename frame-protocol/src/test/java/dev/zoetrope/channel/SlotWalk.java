package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.region.ControlRegion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Random steps of one writer and several readers, and after each the invariants. */
final class SlotWalk {
  private static final int READERS = 4;
  private static final List<ReaderPolicy> POLICIES = List.of(ReaderPolicy.values());

  private final SlotWriter writer;
  private final ControlRegion shared;
  private final int slots;
  private final Random random;
  private final String seed;
  private final SlotReader[] readers = new SlotReader[READERS];
  private final ReaderPolicy[] policies = new ReaderPolicy[READERS];
  private final boolean[] evicted = new boolean[READERS];
  private final List<Deque<Pin>> pins = new ArrayList<>();
  private final Deque<Integer> claims = new ArrayDeque<>();
  private final Map<Integer, Long> held = new HashMap<>();
  private final Set<Integer> kept = new HashSet<>();

  private record Pin(int slot, long sequence) {}

  SlotWalk(ControlRegion writerSight, ControlRegion readerSight, int slots, long seed) {
    this.writer = new SlotWriter(writerSight);
    this.shared = readerSight;
    this.slots = slots;
    this.random = new Random(seed);
    this.seed = "seed " + seed;
    for (int i = 0; i < READERS; i++) {
      pins.add(new ArrayDeque<>());
    }
  }

  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      step(random.nextInt(READERS));
      check();
    }
  }

  private void step(int reader) {
    switch (random.nextInt(14)) {
      case 0, 1, 2 -> claim();
      case 3, 4, 5 -> publish();
      case 6 -> abort();
      case 12 -> keep();
      case 13 -> letGo();
      case 7, 8 -> take(reader);
      case 9, 10 -> release(reader);
      default -> comeAndGo(reader);
    }
  }

  private void claim() {
    int slot = writer.claim();
    if (slot != SlotWriter.NONE) {
      assertTrue(
          held.values().stream().noneMatch(s -> s == slot), seed + ": claimed a pinned slot");
      assertFalse(kept.contains(slot), seed + ": claimed a kept slot");
      claims.add(slot);
    }
  }

  private void keep() {
    if (!claims.isEmpty() && kept.size() < slots - 2 && kept.add(claims.peekFirst())) {
      writer.keep(claims.peekFirst());
    }
  }

  private void letGo() {
    if (!kept.isEmpty()) {
      int slot = kept.iterator().next();
      kept.remove(slot);
      claims.remove((Object) slot);
      writer.letGo(slot);
    }
  }

  private void publish() {
    if (!claims.isEmpty()) {
      int slot = random.nextBoolean() ? claims.removeFirst() : claims.removeLast();
      long before = writer.cursor();
      assertEquals(before + 1, writer.publish(slot), seed);
    }
  }

  private void abort() {
    if (!claims.isEmpty()) {
      int slot = claims.removeFirst();
      if (kept.remove(slot)) {
        writer.letGo(slot);
      } else {
        writer.abort(slot);
      }
    }
  }

  private void take(int reader) {
    if (readers[reader] == null) {
      return;
    }
    long before = readers[reader].consumed();
    int slot = readers[reader].next();
    if (slot == SlotReader.NONE) {
      return;
    }
    long sequence = readers[reader].consumed();
    assertTrue(sequence > before, seed + ": a generation went backwards");
    if (policies[reader] == ReaderPolicy.EVERY) {
      assertEquals(before + 1, sequence, seed + ": EVERY missed a frame");
    }
    pins.get(reader).add(new Pin(slot, sequence));
    held.put(reader * ControlDescriptor.MAX_SLOTS + slot, (long) slot);
  }

  private void release(int reader) {
    if (!pins.get(reader).isEmpty()) {
      Pin pin = pins.get(reader).removeFirst();
      assertTrue(readers[reader].release(pin.slot(), pin.sequence()), seed + ": a pin was lost");
      held.remove(reader * ControlDescriptor.MAX_SLOTS + pin.slot());
    }
  }

  private void comeAndGo(int reader) {
    if (readers[reader] == null) {
      policies[reader] = POLICIES.get(random.nextInt(POLICIES.size()));
      writer.join(reader, "walker", policies[reader].code(), 0);
      readers[reader] = new SlotReader(shared, reader, policies[reader]);
      evicted[reader] = false;
    } else if (random.nextInt(4) == 0 && !evicted[reader]) {
      writer.evict(reader);
      evicted[reader] = true;
    } else if (random.nextInt(4) == 0) {
      writer.leave(reader);
      pins.get(reader).forEach(p -> held.remove(reader * ControlDescriptor.MAX_SLOTS + p.slot()));
      pins.get(reader).clear();
      readers[reader] = null;
    }
  }

  private void check() {
    int writing = 0;
    for (int slot = 0; slot < slots; slot++) {
      long word = shared.buffer().getLongVolatile(ControlDescriptor.slotWordOffset(slot));
      int state = SlotWord.state(word);
      assertTrue(
          state == SlotWord.FREE || state == SlotWord.WRITING || state == SlotWord.READY, seed);
      writing += state == SlotWord.WRITING ? 1 : 0;
      assertTrue(SlotWord.pins(word) == 0 || state == SlotWord.READY, seed + ": pinned, not READY");
    }
    assertEquals(claims.size(), writing, seed + ": open claims");
    for (int reader = 0; reader < READERS; reader++) {
      checkReader(reader);
    }
  }

  private void checkReader(int reader) {
    for (Pin pin : pins.get(reader)) {
      long word = shared.buffer().getLongVolatile(ControlDescriptor.slotWordOffset(pin.slot()));
      assertEquals(pin.sequence(), SlotWord.generation(word), seed + ": a pinned frame changed");
      assertTrue((word & SlotWord.pinBit(reader)) != 0, seed + ": a pin is gone");
    }
    if (readers[reader] != null) {
      SlotProtocolContract.assertAccounted(readers[reader]);
      assertTrue(writer.cursor() >= readers[reader].consumed(), seed);
    }
  }
}
