package dev.zoetrope.hostile;

import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.SlotReader;
import dev.zoetrope.channel.SlotWriter;
import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.region.ControlRegion;
import dev.zoetrope.testing.TestPipeline;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The slot protocol step by step on memory that is damaged between the steps: every step ends, by a
 * result that can be or by a named error, and nobody is given a slot that it has already.
 */
final class HostileSlots {
  private static final int STEPS_PER_REGION = 60;
  private static final List<List<Mutator.Spot>> PLACES =
      List.of(
          Mutator.writerLine(),
          Mutator.ring(),
          Mutator.slotWords(),
          Mutator.slotWords(),
          Mutator.grants(),
          Mutator.cells());

  private final UnsafeBuffer memory =
      new UnsafeBuffer(ByteBuffer.allocateDirect(ControlDescriptor.LENGTH));
  private final List<Reader> readers = new ArrayList<>();
  private final List<Integer> claims = new ArrayList<>();
  private SlotWriter writer;
  private int mutations;
  private int errors;

  private record Reader(int cell, SlotReader slots, List<long[]> pins) {}

  /** Arguments: the seed, how many mutations. Fails by an error. */
  public static void main(String[] arguments) {
    new HostileSlots().damage(Long.parseLong(arguments[0]), Long.parseLong(arguments[1]));
  }

  private void create() {
    memory.setMemory(0, ControlDescriptor.LENGTH, (byte) 0);
    writer = new SlotWriter(ControlRegion.create(memory, TestPipeline.spec(Mutator.SLOTS), 1));
    readers.clear();
    claims.clear();
    for (ReaderPolicy policy : ReaderPolicy.values()) {
      int cell = readers.size();
      writer.join(cell, policy.token(), policy.code(), 1);
      ControlRegion region = ControlRegion.attach(memory);
      readers.add(new Reader(cell, new SlotReader(region, cell, policy), new ArrayList<>()));
    }
  }

  /** Fails by an error. */
  void damage(long seed, long count) {
    Mutator mutator = new Mutator(seed);
    while (mutations < count) {
      create();
      for (int step = 0; step < STEPS_PER_REGION; step++) {
        if (mutator.onceIn(3)) {
          mutate(mutator);
        }
        try {
          step(mutator);
        } catch (CorruptRegionException e) {
          errors++;
        }
      }
    }
    require(errors > count / 10, "errors " + errors);
  }

  private void mutate(Mutator mutator) {
    mutations++;
    if (mutator.onceIn(8)) {
      mutator.forge(memory);
    } else {
      Mutator.Spot spot = mutator.pick(mutator.pick(PLACES));
      spot.put(memory, mutator.damaged(spot, spot.get(memory)));
    }
  }

  private void step(Mutator mutator) {
    Reader reader = mutator.pick(readers);
    switch (mutator.below(10)) {
      case 0, 1, 2 -> claim();
      case 3, 4 -> publishOrAbort(mutator);
      case 5, 6, 7 -> take(reader);
      case 8 -> release(reader);
      default -> leaveOrEvict(mutator, reader);
    }
  }

  private void claim() {
    int slot = writer.claim();
    if (slot != SlotWriter.NONE) {
      require(slot >= 0 && slot < Mutator.SLOTS && !claims.contains(slot), "claimed " + slot);
      claims.add(slot);
    }
  }

  private void publishOrAbort(Mutator mutator) {
    if (!claims.isEmpty()) {
      int slot = claims.remove(mutator.below(claims.size()));
      if (mutator.onceIn(4)) {
        writer.abort(slot);
      } else {
        long expected = writer.nextSequence();
        require(writer.publish(slot) == expected, "published out of order");
      }
    }
  }

  private static void take(Reader reader) {
    long before = reader.slots.consumed();
    int slot = reader.slots.next();
    require(reader.slots.consumed() >= before, "went backwards");
    if (slot != SlotReader.NONE) {
      require(slot >= 0 && slot < Mutator.SLOTS, "pinned " + slot);
      Set<Long> held = new HashSet<>();
      reader.pins.forEach(pin -> held.add(pin[0]));
      require(held.add((long) slot), "holds slot " + slot + " twice");
      reader.pins.add(new long[] {slot, reader.slots.consumed()});
    }
  }

  private static void release(Reader reader) {
    if (!reader.pins.isEmpty()) {
      long[] pin = reader.pins.remove(0);
      reader.slots.release((int) pin[0], pin[1]);
    }
  }

  private void leaveOrEvict(Mutator mutator, Reader reader) {
    writer.isBlocking(reader.cell);
    if (mutator.onceIn(20)) {
      writer.evict(reader.cell);
    } else if (mutator.onceIn(20)) {
      writer.leave(reader.cell);
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("must never be: " + what);
    }
  }
}
