package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.ffmpeg.FilterGraph;
import dev.zoetrope.ffmpeg.FrameToSlot;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * A source of real streams: one thread and one writer for each, fed by filter graphs one after the
 * other, once the encoder has joined all of them.
 */
final class TestCapture implements AutoCloseable {
  private static final long TIMEOUT_NS = 10_000_000_000L;

  private final List<StreamWriter> writers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch sent;
  private final StreamList announcement;
  private Consumer<AVFrame> change = frame -> {};
  private boolean fails;
  private boolean stays;

  /** What one stream carries: {@code sources} one after the other, with times that go on. */
  record Source(String name, StreamKind kind, int slots, List<String> sources) {
    static Source video(String... sources) {
      return new Source("video", StreamKind.VIDEO, 3, List.of(sources));
    }

    static Source audio(String... sources) {
      return new Source("audio", StreamKind.AUDIO, 8, List.of(sources));
    }
  }

  TestCapture(Path runtime, Source... sources) throws IOException {
    this(runtime, TIMEOUT_NS, sources);
  }

  TestCapture(Path runtime, long stallTimeoutNs, Source... sources) throws IOException {
    Ffmpeg.initialize(false, true);
    PipelineDirectory directory = PipelineDirectory.of(runtime, "default");
    sent = new CountDownLatch(sources.length);
    List<String> names = new ArrayList<>();
    for (Source source : sources) {
      boolean video = source.kind == StreamKind.VIDEO;
      EpochSpec spec =
          new EpochSpec(source.kind, source.slots, 1 << 16, -1, video ? 25 : 0, 1, false);
      StreamWriter writer =
          StreamWriter.open(directory, source.name, spec, PressurePolicy.WAIT, stallTimeoutNs);
      writers.add(writer);
      names.add(source.name);
      threads.add(new Thread(() -> serve(writer, source), "capture-" + source.name));
    }
    announcement = StreamList.announce(directory, "capture", names);
  }

  /** Lets frames be changed before they are sent. */
  TestCapture changing(Consumer<AVFrame> changer) {
    change = changer;
    return this;
  }

  /** Ends the streams as failed. */
  TestCapture failing() {
    fails = true;
    return this;
  }

  /** Does not end the streams. */
  TestCapture staying() {
    stays = true;
    return this;
  }

  TestCapture start() {
    threads.forEach(Thread::start);
    return this;
  }

  /** Waits until all frames are sent. */
  void awaitSent() throws InterruptedException {
    sent.await();
  }

  private void serve(StreamWriter writer, Source source) {
    try {
      if (!writer.awaitReaders(List.of("encoder"), TIMEOUT_NS).isEmpty()) {
        throw new IOException("no encoder");
      }
      long end = 0;
      for (String description : source.sources) {
        try (FilterGraph graph = FilterGraph.source(description)) {
          end = send(writer, graph, end);
        }
      }
      sent.countDown();
      if (fails) {
        writer.fail();
      } else if (!stays) {
        writer.close();
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private long send(StreamWriter writer, FilterGraph graph, long start) throws IOException {
    AVFrame frame = av_frame_alloc();
    long end = start;
    while (graph.receive(frame)) {
      long duration = graph.isVideo() ? Math.max(1, frame.duration()) : frame.nb_samples();
      frame.pts(frame.pts() + start).duration(duration);
      end = frame.pts() + duration;
      change.accept(frame);
      try (FrameClaim claim = writer.claim(FrameToSlot.payloadLength(frame))) {
        if (claim == null) {
          break;
        }
        FrameToSlot.write(
            frame, claim, frame.time_base().num(), frame.time_base().den(), System.nanoTime());
        claim.publish();
      }
      av_frame_unref(frame);
    }
    av_frame_free(frame);
    return end;
  }

  @Override
  public void close() throws IOException {
    announcement.close();
    for (StreamWriter writer : writers) {
      writer.cancel();
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    for (StreamWriter writer : writers) {
      writer.close();
    }
  }

  /** A capture of its own process that never ends; to be killed. */
  public static void main(String[] arguments) throws Exception {
    try (TestCapture capture =
        new TestCapture(Path.of(arguments[0]), Source.video("testsrc2=size=64x48:rate=25:d=2"))) {
      capture.staying().start().awaitSent();
      System.out.println("sent");
      new CountDownLatch(1).await();
    }
  }
}
