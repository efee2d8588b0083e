package dev.zoetrope.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Source} does. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
abstract class SourceContract {
  /** Opens a source of about a second. */
  abstract Source open(StopSignal stop) throws IOException;

  /** Takes note of what it is given. */
  static final class Notes implements FrameSink {
    final List<Long> times = new ArrayList<>();
    int most = Integer.MAX_VALUE;
    CountDownLatch hold = new CountDownLatch(0);
    int ends;
    boolean afterEnd;

    @Override
    public boolean accept(AVFrame frame, long captureTimeNs, boolean discontinuity) {
      afterEnd |= ends > 0;
      times.add(MediaTime.rescale(frame.pts(), frame.time_base(), MediaTime.NANOSECONDS));
      try {
        hold.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return times.size() < most;
    }

    @Override
    public void end() {
      ends++;
    }
  }

  private static List<Notes> notes(Source source) {
    return source.streams().stream().map(stream -> new Notes()).toList();
  }

  @BeforeEach
  void load() {
    Ffmpeg.initialize(false, true);
  }

  @Test
  void saysWhatItHas() throws Exception {
    try (Source source = open(new StopSignal())) {
      assertFalse(source.streams().isEmpty());
      for (SourceStream stream : source.streams()) {
        assertTrue(stream.payloadCapacity() > 0);
        assertEquals(1.0, stream.durationNs() / 1e9, 0.1);
        assertEquals(stream.kind() == StreamKind.VIDEO, stream.frameRateNum() > 0);
        assertFalse(stream.description().isBlank());
      }
    }
  }

  @Test
  void deliversInOrderFromZeroAndEndsOnce() throws Exception {
    try (Source source = open(new StopSignal())) {
      List<Notes> sinks = notes(source);
      source.run(sinks);
      for (Notes sink : sinks) {
        assertTrue(sink.times.size() > 5);
        assertEquals(0, sink.times.get(0));
        assertEquals(sink.times.stream().sorted().distinct().toList(), sink.times);
        assertEquals(1, sink.ends);
        assertFalse(sink.afterEnd);
      }
    }
  }

  @Test
  void sinkThatWantsNoMoreGetsNoMore() throws Exception {
    try (Source source = open(new StopSignal())) {
      List<Notes> sinks = notes(source);
      sinks.forEach(sink -> sink.most = 2);
      source.run(sinks);
      sinks.forEach(sink -> assertEquals(2, sink.times.size()));
    }
  }

  @Test
  void stopEndsItSoon() throws Exception {
    StopSignal stop = new StopSignal();
    try (Source source = open(stop)) {
      List<Notes> sinks = notes(source);
      CountDownLatch hold = new CountDownLatch(1);
      sinks.forEach(sink -> sink.hold = hold);
      CompletableFuture<Void> run =
          CompletableFuture.runAsync(
              () -> {
                try {
                  source.run(sinks);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      stop.request();
      hold.countDown();
      run.get(5, TimeUnit.SECONDS);
    }
  }
}
