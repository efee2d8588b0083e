package dev.zoetrope.filter;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.ffmpeg.FfmpegLayouts;
import dev.zoetrope.ffmpeg.FilterGraph;
import dev.zoetrope.ffmpeg.FrameToSlot;
import dev.zoetrope.ffmpeg.SlotFrame;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.stage.Stage;
import dev.zoetrope.stage.StageConsole;
import dev.zoetrope.stage.StageLoop;
import dev.zoetrope.stage.StageSettings;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Streams of test patterns, a filter stage between them and readers of its outputs. */
final class FilterRig implements AutoCloseable {
  private static final long PATIENT_NS = 60_000_000_000L;
  private static final long WAIT_NS = 100_000_000L;
  private static final int SLOTS = 4;

  final StopSignal stop = new StopSignal();
  final AtomicLong frameRateOfOutput = new AtomicLong();
  private final PipelineDirectory directory;
  private final List<StreamWriter> writers = new ArrayList<>();
  private final List<CompletableFuture<Void>> sources = new ArrayList<>();
  private final List<StageSettings.Input> inputs = new ArrayList<>();

  FilterRig(Path runtime) {
    directory = PipelineDirectory.of(runtime, "p");
  }

  /** Work that may fail. */
  private interface Work {
    void run() throws Exception;
  }

  private static CompletableFuture<Void> start(Work work) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            work.run();
          } catch (Exception e) {
            throw new java.util.concurrent.CompletionException(e);
          }
        },
        task -> new Thread(task, "filter-rig").start());
  }

  /**
   * Adds a stream that the stage reads: the frames of source graphs, one after the other, with
   * times that go on. It has few slots.
   */
  FilterRig input(String name, String... graphs) throws IOException {
    StreamKind kind;
    int rate;
    try (FilterGraph first = FilterGraph.source(graphs[0])) {
      kind = first.isVideo() ? StreamKind.VIDEO : StreamKind.AUDIO;
      rate = first.isVideo() ? first.frameRate().num() : 0;
    }
    EpochSpec spec = new EpochSpec(kind, SLOTS, 64, -1, rate, 1, false);
    StreamWriter writer = StreamWriter.open(directory, name, spec, PressurePolicy.WAIT, PATIENT_NS);
    writers.add(writer);
    inputs.add(new StageSettings.Input(name, ReaderPolicy.EVERY));
    sources.add(
        start(
            () -> {
              writer.awaitReaders(Set.of("filter"), PATIENT_NS);
              long offset = 0;
              for (String graph : graphs) {
                offset = publish(writer, graph, offset);
              }
              writer.close();
            }));
    return this;
  }

  private static long publish(StreamWriter writer, String graph, long offset) throws IOException {
    AVFrame frame = av_frame_alloc();
    long end = offset;
    try (FilterGraph source = FilterGraph.source(graph)) {
      while (source.receive(frame)) {
        frame.pts(frame.pts() + offset);
        end = frame.pts() + frame.duration();
        try (FrameClaim claim = writer.claim(FrameToSlot.payloadLength(frame))) {
          if (claim != null) {
            FrameToSlot.write(
                frame, claim, frame.time_base().num(), frame.time_base().den(), 1000 + end);
            claim.publish();
          }
        }
        av_frame_unref(frame);
      }
    } finally {
      av_frame_free(frame);
    }
    return end;
  }

  /** Runs the stage to its end; what came out of each output. */
  List<List<String>> filter(String graph, String... outputs) throws Exception {
    Stage stage = new FilterStage(graph);
    CompletableFuture<Void> running = startStage(stage, List.of("reader"), outputs);
    List<CompletableFuture<Void>> readers = new ArrayList<>();
    List<Listing> listings = new ArrayList<>();
    for (String output : outputs) {
      Listing listing = new Listing();
      listings.add(listing);
      readers.add(start(() -> read(output, listing)));
    }
    end(running);
    for (CompletableFuture<Void> reader : readers) {
      end(reader);
    }
    return listings.stream().map(Listing::lines).toList();
  }

  /** Waits until all patterns are published. */
  void awaitSources() throws Exception {
    for (CompletableFuture<Void> source : sources) {
      end(source);
    }
  }

  /** Starts the stage. */
  CompletableFuture<Void> startStage(Stage stage, List<String> await, String... outputs) {
    StageSettings settings =
        new StageSettings(
            directory,
            "filter",
            inputs,
            Arrays.asList(outputs),
            List.of(),
            0,
            PATIENT_NS,
            PATIENT_NS,
            await,
            PATIENT_NS,
            false);
    StageConsole console = new StageConsole(System.out, line -> {}, line -> {});
    return start(new StageLoop(stage, settings, new FfmpegLayouts(), console, stop)::run);
  }

  private void read(String stream, Listing listing) throws IOException {
    ReaderOptions options =
        ReaderOptions.of("reader", ReaderPolicy.EVERY).withConnectTimeoutNs(PATIENT_NS);
    try (StreamReader reader = StreamReader.connect(directory, stream, options)) {
      frameRateOfOutput.set(reader.frameRateNum() / reader.frameRateDen());
      while (reader.state() == ReaderState.LIVE) {
        FrameLease lease = reader.await(WAIT_NS);
        if (lease != null) {
          assertTrue(lease.header().captureTimeNs() >= 1000 || inputs.isEmpty(), "capture time");
          AVFrame frame = SlotFrame.wrap(lease);
          listing.add(frame);
          av_frame_free(frame);
        }
      }
      if (reader.state() != ReaderState.ENDED) {
        throw new IOException("stream '" + stream + "': " + reader.state());
      }
    }
  }

  /** Waits for the end of something; throws what it failed with. */
  static void end(CompletableFuture<Void> work) throws Exception {
    try {
      work.get(100, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (TimeoutException e) {
      throw new AssertionError("did not end", e);
    }
  }

  /** What one graph of libavfilter alone makes of the same patterns. */
  static List<String> reference(String graph) throws IOException {
    Listing listing = new Listing();
    AVFrame frame = av_frame_alloc();
    try (FilterGraph source = FilterGraph.source(graph)) {
      while (source.receive(frame)) {
        listing.add(frame);
        av_frame_unref(frame);
      }
    }
    av_frame_free(frame);
    return listing.lines();
  }

  @Override
  public void close() throws Exception {
    stop.request();
    for (StreamWriter writer : writers) {
      writer.close();
    }
  }
}
