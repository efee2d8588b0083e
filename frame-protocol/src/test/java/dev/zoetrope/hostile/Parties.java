package dev.zoetrope.hostile;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.stats.StreamObserver;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A writer, a reader of each policy and an observer, each on a thread of its own, that go on
 * whatever happens to their memory. What they may meet are errors with a message; anything else
 * ends the process with 1, and standing still ends it with 3.
 */
final class Parties {
  /** What the writer begins with. */
  static final EpochSpec SPEC = TestPipeline.spec(Mutator.SLOTS);

  private static final long STALL_NS = 50_000_000L;
  private static final int ERRORS_IN_A_ROW = 5;
  private static final int MEAN_FRAMES_PER_EPOCH = 200;
  private static final long MOST_ROOM = 2 * Frames.LENGTH;
  private static final int MOST_HELD = 2;

  private final PipelineDirectory directory;
  private final SplittableRandom seeds;
  private final long hangNs;
  private final List<Party> parties = new ArrayList<>();
  private final Map<String, LongAdder> events = new ConcurrentSkipListMap<>();
  private volatile boolean isStopping;
  private volatile boolean isWriterUp;

  Parties(PipelineDirectory directory, long seed, int hangS) {
    this.directory = directory;
    this.hangNs = TimeUnit.SECONDS.toNanos(hangS);
    this.seeds = new SplittableRandom(seed ^ 0x5DEECE66DL);
    Thread watch = new Thread(this::watch, "watch");
    watch.setDaemon(true);
    watch.start();
  }

  /** What a party does, again and again. */
  private interface Duty {
    void step() throws IOException;
  }

  private static final class Party extends Thread {
    private final AtomicLong steps = new AtomicLong();
    private volatile long steppedNs = System.nanoTime();

    Party(String name, Runnable duty) {
      super(duty, name);
    }

    void stepped() {
      steps.incrementAndGet();
      steppedNs = System.nanoTime();
    }
  }

  void start() throws IOException {
    isStopping = false;
    StreamWriter writer = StreamWriter.open(directory, "s", SPEC, PressurePolicy.WAIT, STALL_NS);
    isWriterUp = true;
    synchronized (parties) {
      parties.clear();
      add("writer", random -> write(writer, random));
      for (ReaderPolicy policy : ReaderPolicy.values()) {
        add(policy.token(), random -> read(policy, random));
      }
      add("observer", this::observe);
      parties.forEach(Thread::start);
    }
  }

  private interface Life {
    void live(SplittableRandom random) throws IOException;
  }

  private void add(String name, Life life) {
    SplittableRandom random = seeds.split();
    parties.add(
        new Party(
            name,
            () -> {
              try {
                life.live(random);
              } catch (Throwable e) {
                fail(e);
              }
            }));
  }

  void stop() throws InterruptedException {
    isStopping = true;
    for (Party party : parties) {
      party.join();
    }
  }

  boolean isWriterUp() {
    return isWriterUp;
  }

  /** Waits until the parties have made so many steps together, or not for long. */
  void awaitSteps(int count) {
    long wanted = steps() + count;
    for (int i = 0; i < 20 && steps() < wanted; i++) {
      LockSupport.parkNanos(20_000);
    }
  }

  private long steps() {
    long steps = 0;
    for (Party party : parties) {
      steps += party.steps.get();
    }
    return steps;
  }

  String report() {
    StringBuilder lines = new StringBuilder();
    events.forEach((event, times) -> lines.append("\n").append(times).append(' ').append(event));
    return lines.toString();
  }

  /** Makes one step; whether it met an error. */
  private boolean errs(Duty duty) {
    ((Party) Thread.currentThread()).stepped();
    try {
      duty.step();
      return false;
    } catch (IOException | CorruptRegionException e) {
      if (e.getMessage() == null || e.getMessage().length() < 8) {
        fail(e);
      }
      count(kind(e));
      return true;
    }
  }

  private static String kind(Exception e) {
    String message = e.getMessage().replaceAll("'[^']*'", "'*'").replaceAll("-?[0-9]+", "#");
    return Thread.currentThread().getName() + " " + e.getClass().getSimpleName() + " " + message;
  }

  private void count(String event) {
    events.computeIfAbsent(event, key -> new LongAdder()).increment();
  }

  private void write(StreamWriter writer, SplittableRandom random) {
    try {
      boolean failed = false;
      long room = Frames.LENGTH;
      for (long number = 1; !isStopping && !failed; number++) {
        room += random.nextInt(MEAN_FRAMES_PER_EPOCH) == 0 && room < MOST_ROOM ? Frames.STRIDE : 0;
        long[] frame = {number, room};
        failed = errs(() -> publish(writer, frame[0], frame[1], random));
      }
    } finally {
      isWriterUp = false;
      errs(writer::close);
    }
  }

  private void publish(StreamWriter writer, long number, long room, SplittableRandom random)
      throws IOException {
    try (FrameClaim claim = writer.claim(room)) {
      if (claim != null) {
        Frames.describe(claim.header(), number);
        claim.payload().putLong(0, number);
        if (random.nextInt(20) > 0) {
          claim.publish();
          count("published");
        }
      }
    }
  }

  private void read(ReaderPolicy policy, SplittableRandom random) {
    ReaderOptions options = ReaderOptions.of(policy.token(), policy).withConnectTimeoutNs(STALL_NS);
    while (!isStopping) {
      errs(
          () -> {
            try (StreamReader reader = StreamReader.connect(directory, "s", options)) {
              take(reader, random);
            }
          });
    }
  }

  private void take(StreamReader reader, SplittableRandom random) throws IOException {
    Deque<FrameLease> held = new ArrayDeque<>();
    int errorsInARow = 0;
    try {
      for (int frames = 1 + random.nextInt(300);
          frames > 0 && errorsInARow < ERRORS_IN_A_ROW && !isStopping;
          frames--) {
        boolean erred = errs(() -> take(reader, held));
        errorsInARow = erred ? errorsInARow + 1 : 0;
        if (held.size() > random.nextInt(MOST_HELD + 1)) {
          check(held.getFirst());
          held.removeFirst().close();
        }
        if (errs(() -> requireLive(reader))) {
          return;
        }
      }
    } finally {
      held.forEach(FrameLease::close);
    }
  }

  private void take(StreamReader reader, Deque<FrameLease> held) throws IOException {
    FrameLease lease = reader.await(1_000_000);
    if (lease != null) {
      held.addLast(lease);
      check(lease);
      count(Thread.currentThread().getName() + " delivered");
    }
  }

  private static void requireLive(StreamReader reader) throws IOException {
    ReaderState state = reader.state();
    if (state != ReaderState.LIVE) {
      throw new IOException("the reader is " + state);
    }
  }

  /** What a lease promises, whatever others write meanwhile. */
  private static void check(FrameLease lease) {
    FrameHeader header = lease.header();
    long capacity = lease.payload().capacity();
    require(header.generation() == lease.sequence(), "generation " + header.generation());
    require(header.payloadLength() >= 0 && header.payloadLength() <= capacity, "payload length");
    require(header.planeCount() >= 1 && header.planeCount() <= 4, "planes");
    for (int plane = 0; plane < header.planeCount(); plane++) {
      ByteBuffer bytes = lease.plane(plane);
      require(header.planeOffset(plane) + bytes.limit() <= capacity, "plane " + plane);
      if (bytes.hasRemaining()) {
        require(bytes.get(0) + bytes.get(bytes.limit() - 1) < 256, "plane " + plane);
      }
    }
    require(header.timeBaseDen() > 0 && header.sarDen() > 0, "divisors");
    require(header.format().length() < 32 && header.ptsNs() + 1 != 0, "format");
    require(header.kind() == SPEC.kind(), "kind");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("not what was promised: " + what);
    }
  }

  private void observe(SplittableRandom random) {
    while (!isStopping) {
      try (StreamObserver observer = new StreamObserver(directory, "s")) {
        for (int looks = 1 + random.nextInt(50); looks > 0 && !isStopping; looks--) {
          errs(
              () ->
                  observer
                      .snapshot()
                      .ifPresent(snapshot -> require(snapshot.stream().equals("s"), "snapshot")));
          LockSupport.parkNanos(200_000);
        }
      }
    }
  }

  private void watch() {
    while (true) {
      LockSupport.parkNanos(hangNs / 50);
      synchronized (parties) {
        for (Party party : parties) {
          if (party.isAlive() && System.nanoTime() - party.steppedNs > hangNs) {
            hang(party);
          }
        }
      }
    }
  }

  @SuppressWarnings("SystemOut") // The protocol with the test.
  private static void hang(Thread thread) {
    System.out.println("'" + thread.getName() + "' stands still:");
    Thread.getAllStackTraces()
        .forEach((each, stack) -> System.out.println(each + " " + List.of(stack)));
    Runtime.getRuntime().halt(3);
  }

  @SuppressWarnings("SystemOut") // The protocol with the test.
  private static void fail(Throwable e) {
    System.out.println("'" + Thread.currentThread().getName() + "' met " + e);
    e.printStackTrace(System.out);
    System.out.flush();
    Runtime.getRuntime().halt(1);
  }
}
