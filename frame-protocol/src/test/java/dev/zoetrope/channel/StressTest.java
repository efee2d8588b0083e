package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.Readers;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * One writer and readers of every policy as fast as they can. Forbidden: a torn frame, a frame out
 * of order, one that an EVERY reader misses, one that no counter tells of, a pinned frame that
 * changes.
 */
class StressTest {
  private static final long DURATION_NS = 2_000_000_000L;

  private final TestPipeline pipeline = new TestPipeline();
  private final ExecutorService pool = Executors.newCachedThreadPool();

  @AfterEach
  void close() throws IOException {
    pool.shutdownNow();
    assertEquals(List.of(), pipeline.files());
    pipeline.close();
  }

  /** Reads to the end, holding some leases for a while; returns the last number seen. */
  private static long read(StreamReader reader, int mostHeld, boolean isEvery) throws IOException {
    Deque<FrameLease> held = new ArrayDeque<>();
    Random random = new Random(mostHeld);
    long last = 0;
    while (reader.state() == ReaderState.LIVE) {
      FrameLease lease = reader.await(TestPipeline.SOON_NS);
      if (lease != null) {
        long number = Frames.check(lease);
        assertTrue(number > last, "out of order");
        assertTrue(!isEvery || number == last + 1, "missed");
        last = number;
        held.add(lease);
      }
      while (held.size() > random.nextInt(mostHeld + 1)) {
        FrameLease oldest = held.removeFirst();
        Frames.check(oldest);
        oldest.close();
      }
    }
    held.forEach(Frames::check);
    held.forEach(FrameLease::close);
    Readers.assertAccounted(reader);
    return last;
  }

  private Future<Long> start(String name, ReaderPolicy policy, int mostHeld, boolean spin)
      throws IOException {
    StreamReader reader =
        StreamReader.connect(
            pipeline.directory(), "s", ReaderOptions.of(name, policy).withSpin(spin));
    return pool.submit(
        () -> {
          try (reader) {
            return read(reader, mostHeld, policy == ReaderPolicy.EVERY);
          }
        });
  }

  private long write(StreamWriter writer, boolean grows) throws IOException {
    long end = System.nanoTime() + DURATION_NS;
    long number = 0;
    while (System.nanoTime() < end) {
      long room = Frames.LENGTH + (grows ? number / 200 * 4096 : 0);
      try (FrameClaim claim = writer.claim(room)) {
        number++;
        Frames.fill(claim, number);
        if (number % 7 == 0) {
          claim.close();
          FrameClaim again = writer.claim(room);
          Frames.fill(again, number).publish();
        } else {
          claim.publish();
        }
      }
    }
    return number;
  }

  private void run(int slots, boolean grows) throws Exception {
    List<Future<Long>> everyReaders = new ArrayList<>();
    List<Future<Long>> otherReaders = new ArrayList<>();
    long published;
    try (StreamWriter writer = pipeline.writer(slots)) {
      everyReaders.add(start("encoder", ReaderPolicy.EVERY, 1, false));
      everyReaders.add(start("encoder-2", ReaderPolicy.EVERY, 2, true));
      otherReaders.add(start("display", ReaderPolicy.LATEST, 1, false));
      otherReaders.add(start("sound", ReaderPolicy.LEAKY, 2, false));
      published = write(writer, grows);
    }
    for (Future<Long> reader : everyReaders) {
      assertEquals(published, reader.get(20, TimeUnit.SECONDS));
    }
    for (Future<Long> reader : otherReaders) {
      assertTrue(reader.get(20, TimeUnit.SECONDS) <= published);
    }
    assertTrue(published > 100, "only " + published + " frames");
  }

  @Test
  void nothingTornLostOrOutOfOrder() throws Exception {
    run(8, false);
  }

  @Test
  void norWithNewEpochsAllTheTime() throws Exception {
    run(8, true);
  }

  @Test
  void norWhenReadersComeAndGo() throws Exception {
    List<Future<?>> guests = new ArrayList<>();
    try (StreamWriter writer = pipeline.writer(8)) {
      Future<Long> stay = start("stay", ReaderPolicy.EVERY, 1, false);
      for (int i = 0; i < 3; i++) {
        ReaderPolicy policy = i == 0 ? ReaderPolicy.EVERY : ReaderPolicy.LATEST;
        String name = "guest" + i;
        guests.add(pool.submit(() -> visit(name, policy)));
      }
      long published = write(writer, false);
      writer.close();
      assertEquals(published, stay.get(20, TimeUnit.SECONDS));
    }
    for (Future<?> guest : guests) {
      guest.get(20, TimeUnit.SECONDS);
    }
  }

  private Void visit(String name, ReaderPolicy policy) throws IOException {
    ReaderOptions options = ReaderOptions.of(name, policy).withConnectTimeoutNs(1);
    long last = FrameHeader.NO_PTS;
    while (true) {
      try (StreamReader reader = StreamReader.connect(pipeline.directory(), "s", options)) {
        FrameLease unreleased = null;
        for (int i = 0; i < 20 && reader.state() == ReaderState.LIVE; i++) {
          FrameLease lease = reader.await(TestPipeline.SOON_NS);
          if (lease != null) {
            assertTrue(Frames.check(lease) > last, "out of order");
            last = Frames.check(lease);
            unreleased = lease;
            if (i < 19) {
              lease.close();
            }
          }
        }
        reader.close();
        if (unreleased != null && unreleased.sequence() != 0) {
          assertEquals(last, Frames.check(unreleased));
          unreleased.close();
        }
      } catch (ChannelException e) {
        return null;
      }
    }
  }
}
