package dev.zoetrope.stage;

import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.StaleFiles;
import dev.zoetrope.region.StreamList;
import dev.zoetrope.region.StreamNames;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;

/**
 * The streams of one stage, opened from back to front: inputs are found, outputs opened, their
 * readers awaited, and only then the inputs joined. So whoever waits for this stage waits for all
 * that is behind it.
 */
final class StageStreams {
  private static final long LOOK_PERIOD_NS = 10_000_000L;
  private static final long AWAIT_PERIOD_NS = 100_000_000L;
  private static final int VIDEO_SLOTS = 3;
  private static final int AUDIO_SLOTS = 16;

  private final StageSettings settings;
  private final StageConsole console;
  private final StopSignal stop;
  private final List<StageInput> inputs = new ArrayList<>();
  private final List<StageOutput> outputs = new ArrayList<>();
  private StreamList announcement;

  StageStreams(StageSettings settings, StageConsole console, StopSignal stop) {
    this.settings = settings;
    this.console = console;
    this.stop = stop;
  }

  List<StageInput> inputs() {
    return inputs;
  }

  List<StageOutput> outputs() {
    return outputs;
  }

  /** Waits until all inputs are served; false when a stop came first. */
  boolean find(FrameLayouts layouts) throws IOException {
    long deadline = System.nanoTime() + settings.connectTimeoutNs();
    for (StageSettings.Input input : settings.inputs()) {
      EpochSpec spec = find(input.stream(), deadline);
      if (spec == null) {
        return false;
      }
      inputs.add(
          new StageInput(
              input.stream(), input.policy(), StreamInfo.of(spec), spec.payloadCapacity()));
    }
    StagePace pace = new StagePace(settings.realTime(), stop);
    settings.outputs().forEach(name -> outputs.add(new StageOutput(name, layouts, pace)));
    return true;
  }

  private EpochSpec find(String stream, long deadline) throws IOException {
    boolean hasSaid = false;
    while (!stop.isRequested()) {
      Optional<EpochSpec> spec = StreamPreview.look(settings.directory(), stream);
      if (spec.isPresent()) {
        return spec.get();
      }
      if (!hasSaid) {
        console
            .progress()
            .accept(
                "waiting for stream '"
                    + stream
                    + "' of pipeline '"
                    + settings.directory().name()
                    + "'");
        hasSaid = true;
      }
      if (System.nanoTime() - deadline >= 0) {
        throw new IOException(notThere(stream));
      }
      LockSupport.parkNanos(LOOK_PERIOD_NS);
    }
    return null;
  }

  private String notThere(String stream) throws IOException {
    Set<String> others = streamsThere();
    return "stream '"
        + stream
        + "' of pipeline '"
        + settings.directory().name()
        + "': not there after "
        + BigDecimal.valueOf(settings.connectTimeoutNs(), 9).stripTrailingZeros().toPlainString()
        + " s; "
        + (others.isEmpty() ? "nothing is" : "there are: " + String.join(", ", others))
        + "; start what serves it, or check --stream and --pipeline";
  }

  private Set<String> streamsThere() throws IOException {
    Set<String> names = new TreeSet<>();
    if (Files.isDirectory(settings.directory().path())) {
      String end = StreamNames.socket("");
      try (DirectoryStream<Path> sockets =
          Files.newDirectoryStream(settings.directory().path(), "*" + end)) {
        for (Path socket : sockets) {
          String name = socket.getFileName().toString();
          names.add(name.substring(0, name.length() - end.length()));
        }
      }
    }
    return names;
  }

  /** Opens and announces the outputs, as the stage described them. */
  void openOutputs(String stage) throws IOException {
    for (int i = 0; i < outputs.size(); i++) {
      StageOutput output = outputs.get(i);
      output.likeUnlessSaid(inputs.isEmpty() ? null : inputs.get(i < inputs.size() ? i : 0));
      StreamInfo info = output.info();
      if (info == null) {
        throw new UsageException(
            "output '"
                + output.name()
                + "': "
                + stage
                + " does not say what it is; if it transforms, name a stream to read with --stream,"
                + " if it is a source, let it call describe() in open()");
      }
      int usual = info.kind() == StreamKind.VIDEO ? VIDEO_SLOTS : AUDIO_SLOTS;
      EpochSpec spec =
          new EpochSpec(
              info.kind(),
              settings.slots() == 0 ? usual : settings.slots(),
              output.capacity(),
              info.durationNs(),
              info.frameRateNum(),
              info.frameRateDen(),
              info.live());
      StreamWriter writer =
          StreamWriter.open(
              settings.directory(),
              output.name(),
              spec,
              info.live() ? PressurePolicy.CATCH_UP : PressurePolicy.WAIT,
              settings.stallTimeoutNs());
      writer.onEviction(console.messages());
      output.open(writer);
    }
    if (!outputs.isEmpty()) {
      announcement = StreamList.announce(settings.directory(), settings.name(), settings.outputs());
    }
  }

  /** Waits for the readers that were asked for; false when a stop came first. */
  boolean awaitReaders() throws IOException {
    long deadline = System.nanoTime() + settings.awaitTimeoutNs();
    for (StageOutput output : outputs) {
      Set<String> missing = Set.copyOf(settings.awaitedOn(output.name()));
      while (!missing.isEmpty() && !stop.isRequested()) {
        missing = missing(output);
        if (!missing.isEmpty() && System.nanoTime() - deadline >= 0) {
          throw new IOException(
              "--await '"
                  + String.join(",", missing)
                  + "': did not join stream '"
                  + output.name()
                  + "' in time; start it, or allow more with --await-timeout");
        }
      }
    }
    return !stop.isRequested();
  }

  private Set<String> missing(StageOutput output) throws IOException {
    try {
      return output.writer().awaitReaders(settings.awaitedOn(output.name()), AWAIT_PERIOD_NS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for readers", e);
    }
  }

  /** Joins the inputs: from now on their frames are for this stage. */
  void join() throws IOException {
    long deadline = System.nanoTime() + settings.connectTimeoutNs();
    for (StageInput input : inputs) {
      long left = Math.max(0, deadline - System.nanoTime());
      ReaderOptions options =
          ReaderOptions.of(settings.name(), input.policy()).withConnectTimeoutNs(left);
      input.join(StreamReader.connect(settings.directory(), input.name(), options));
    }
  }

  /**
   * Passes when every input ended in order.
   *
   * @throws IOException naming the first that did not
   */
  void checkEnds() throws IOException {
    for (StageInput input : inputs) {
      ReaderState state = input.isEnded() ? input.state() : ReaderState.LIVE;
      String why =
          switch (state) {
            case LIVE, ENDED -> null;
            case FAILED -> "its source failed; see its own messages";
            case WRITER_LOST -> "its source died; see its own messages";
            case EVICTED ->
                "this stage was too slow for it and was shut out; use --policy latest, or raise"
                    + " --stall-timeout of its source";
          };
      if (why != null) {
        throw new IOException("stream '" + input.name() + "': " + why);
      }
    }
  }

  /** Leaves the inputs, and ends the outputs in order or as failed. */
  void close(boolean inOrder) throws IOException {
    List<AutoCloseable> all = new ArrayList<>();
    outputs.forEach(output -> all.add(output::abortClaims));
    inputs.forEach(input -> all.add(input::close));
    all.add(() -> endOutputs(inOrder));
    CloseHelper.closeAll(all);
  }

  /** Ends the outputs alone, in order or as failed; from any thread. */
  void endOutputs(boolean inOrder) throws IOException {
    List<AutoCloseable> all = new ArrayList<>();
    for (StageOutput output : outputs) {
      if (output.writer() != null) {
        all.add(inOrder ? output.writer() : output.writer()::fail);
      }
    }
    if (announcement != null) {
      all.add(announcement);
      all.add(() -> StaleFiles.sweep(settings.directory()));
    }
    CloseHelper.closeAll(all);
  }
}
