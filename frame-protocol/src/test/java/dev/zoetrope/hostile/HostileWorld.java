package dev.zoetrope.hostile;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.layout.FrameHeaderDescriptor;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamNames;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A process with a writer, readers of every policy and an observer at full speed, whose shared
 * memory is damaged all the while. It ends with 0 when nothing but named errors came of that.
 */
final class HostileWorld {
  private static final int MUTATIONS_PER_WORLD = 500;
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final List<List<Mutator.Spot>> CONTROL =
      List.of(
          Mutator.constants(),
          Mutator.writerLine(),
          Mutator.writerLine(),
          Mutator.ring(),
          Mutator.ring(),
          Mutator.slotWords(),
          Mutator.slotWords(),
          Mutator.slotWords(),
          Mutator.cells(),
          Mutator.grants(),
          Mutator.grants());
  private static final List<Mutator.Spot> HEADER = Mutator.frameHeader();

  private final PipelineDirectory directory;
  private final Mutator mutator;
  private final Parties parties;
  private UnsafeBuffer control;
  private MappedByteBuffer controlMapping;
  private MappedByteBuffer[] slots = {};
  private long mutations;

  private HostileWorld(PipelineDirectory directory, long seed, int hangS) {
    this.directory = directory;
    this.mutator = new Mutator(seed);
    this.parties = new Parties(directory, seed, hangS);
  }

  /** Arguments: the runtime directory, the seed, how many mutations, seconds that are a hang. */
  @SuppressWarnings("SystemOut") // The protocol with the test.
  public static void main(String[] arguments) throws Exception {
    PipelineDirectory directory = PipelineDirectory.of(Path.of(arguments[0]), "p");
    HostileWorld world =
        new HostileWorld(directory, Long.parseLong(arguments[1]), Integer.parseInt(arguments[3]));
    long wanted = Long.parseLong(arguments[2]);
    world.live(); // What a JVM keeps open once it has used a socket is no leak.
    List<String> before = held();
    int worlds = 1;
    while (world.mutations < wanted) {
      world.live();
      worlds++;
    }
    if (held().size() > before.size()) {
      throw new CorruptRegionException("never given back: " + held());
    }
    System.out.println(
        world.mutations + " mutations of " + worlds + " streams: " + world.parties.report());
    System.exit(0);
  }

  private void live() throws Exception {
    parties.start();
    long last = mutations + MUTATIONS_PER_WORLD;
    while (mutations < last && parties.isWriterUp()) {
      if (mutations % 64 == 0) {
        unmap();
      }
      if (control != null || map()) {
        mutate();
      } else {
        LockSupport.parkNanos(100_000);
      }
    }
    unmap();
    parties.stop();
  }

  /** One to three values at once; most are put right again before long. */
  private void mutate() {
    List<Damage> damages = new ArrayList<>();
    if (mutator.onceIn(32)) {
      mutator.forge(control);
      mutations++;
    }
    for (int count = 1 + (mutator.onceIn(3) ? mutator.below(3) : 0); count > 0; count--) {
      boolean isHeader = mutator.onceIn(4);
      UnsafeBuffer memory =
          isHeader ? new UnsafeBuffer(slots[mutator.below(slots.length)]) : control;
      Mutator.Spot spot = mutator.pick(isHeader ? HEADER : mutator.pick(CONTROL));
      boolean isConstant = !isHeader && spot.offset() < ControlDescriptor.CURSOR;
      long former = spot.get(memory);
      spot.put(memory, mutator.damaged(spot, former));
      damages.add(0, new Damage(memory, spot, former, spot.get(memory), isConstant));
      mutations++;
    }
    parties.awaitSteps(mutator.below(8));
    for (Damage damage : damages) {
      if (damage.isConstant || !mutator.onceIn(16)) {
        damage.repair();
      }
    }
  }

  private record Damage(
      UnsafeBuffer memory, Mutator.Spot spot, long former, long written, boolean isConstant) {
    /** What a party has written meanwhile stays. */
    void repair() {
      if (isConstant || spot.get(memory) == written) {
        spot.put(memory, former);
      }
    }
  }

  private boolean map() throws IOException {
    try {
      long epoch = newestEpoch();
      if (epoch == 0) {
        return false;
      }
      Path path = directory.resolve(StreamNames.control("s", epoch));
      controlMapping = map(path, 0, ControlDescriptor.LENGTH);
      control = new UnsafeBuffer(controlMapping);
      long capacity = control.getLong(ControlDescriptor.PAYLOAD_CAPACITY);
      EpochSpec spec = Parties.SPEC.withPayloadCapacity(capacity);
      slots = new MappedByteBuffer[Mutator.SLOTS];
      Path frames = directory.resolve(StreamNames.frames("s", epoch));
      for (int slot = 0; slot < slots.length; slot++) {
        slots[slot] = map(frames, slot * spec.slotLength(), FrameHeaderDescriptor.PAYLOAD_OFFSET);
      }
      return true;
    } catch (NoSuchFileException e) {
      unmap();
      return false; // The writer was faster.
    }
  }

  private static MappedByteBuffer map(Path path, long offset, long length) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer mapping = channel.map(FileChannel.MapMode.READ_WRITE, offset, length);
      mapping.order(ByteOrder.LITTLE_ENDIAN);
      return mapping;
    }
  }

  private long newestEpoch() throws IOException {
    long newest = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.path())) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        newest = Math.max(newest, name.endsWith(".control") ? StreamNames.epochOf("s", name) : 0);
      }
    }
    return newest;
  }

  private void unmap() {
    control = null;
    BufferUtil.free(controlMapping);
    controlMapping = null;
    for (MappedByteBuffer slot : slots) {
      BufferUtil.free(slot);
    }
    slots = new MappedByteBuffer[0];
  }

  /** Descriptors of sockets and of the stream's files, and mappings of those. */
  private static List<String> held() throws IOException {
    List<String> held = new ArrayList<>();
    if (Files.exists(MAPS)) {
      Files.readAllLines(MAPS).stream().filter(line -> line.contains("/p/s.")).forEach(held::add);
      try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
        for (Path descriptor : descriptors) {
          String target = Files.readSymbolicLink(descriptor).toString();
          if (target.startsWith("socket:") || target.contains("/p/s.")) {
            held.add(target);
          }
        }
      }
    }
    return held;
  }
}
