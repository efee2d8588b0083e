package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;

/**
 * A file, URL or device: one thread (that of {@link #run}) demultiplexes, each selected stream is
 * decoded on a thread of its own; see {@link PacketQueues} for what keeps them from starving each
 * other.
 */
final class MediaSource implements Source {
  private static final long RETRY_NS = 2_000_000L;

  private final MediaInput input;
  private final InputOptions options;
  private final StopSignal stop;
  private final List<Integer> indices;
  private final List<StreamDecoder> decoders = new ArrayList<>();
  private final List<SourceStream> streams = new ArrayList<>();

  private MediaSource(
      MediaInput input, InputOptions options, StopSignal stop, List<Integer> indices) {
    this.input = input;
    this.options = options;
    this.stop = stop;
    this.indices = indices;
  }

  /**
   * Opens an input and the decoders of its selected streams.
   *
   * @param name file, URL or device
   * @param options how to read it
   * @param selection which streams
   * @param stop ends waiting and reading
   * @return the source
   * @throws IOException naming the input and the cause
   */
  static MediaSource open(
      String name, InputOptions options, StreamSelection selection, StopSignal stop)
      throws IOException {
    MediaInput input = MediaInput.open(name, options, stop);
    MediaSource source = null;
    try {
      InputOptions own = options.fromBeginning(name, input.context().duration());
      source = new MediaSource(input, own, stop, selection.choose(input.context(), input.name()));
      source.openDecoders();
      if (own.startUs() != MediaTime.NONE) {
        input.seekTo(own.startUs());
      }
      return source;
    } catch (IOException | RuntimeException e) {
      if (source == null) {
        input.close();
      } else {
        source.close();
      }
      throw e;
    }
  }

  private void openDecoders() throws IOException {
    AVFormatContext context = input.context();
    for (int index = 0; index < context.nb_streams(); index++) {
      context.streams(index).discard(indices.contains(index) ? AVDISCARD_DEFAULT : AVDISCARD_ALL);
    }
    Set<String> unused = new HashSet<>(input.unusedOptions().keySet());
    for (int index : indices) {
      StreamDecoder decoder = Decoders.open(input, index, options, unused);
      decoders.add(decoder);
      streams.add(MediaStreams.describe(input, index, options).decodedInto(decoder.pictures()));
    }
    if (!unused.isEmpty()) {
      throw new IOException(
          "option '-"
              + unused.iterator().next()
              + "': neither input '"
              + input.name()
              + "' nor its decoders have it");
    }
  }

  @Override
  public String name() {
    return input.name();
  }

  @Override
  public List<SourceStream> streams() {
    return List.copyOf(streams);
  }

  @Override
  public void run(List<? extends FrameSink> sinks) throws IOException {
    PacketQueues queues = new PacketQueues(() -> sinks.stream().anyMatch(FrameSink::isCatchingUp));
    stop.onRequest(queues::cancel);
    List<DecodeWorker> workers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < decoders.size(); i++) {
      DecodeWorker worker =
          new DecodeWorker(queues.add(), decoders.get(i), sinks.get(i), queues::cancel);
      workers.add(worker);
      threads.add(new Thread(worker, "zoetrope-decode-" + indices.get(i)));
    }
    threads.forEach(Thread::start);
    String problem;
    try {
      problem = demultiplex(queues, workers);
      queues.end();
    } catch (RuntimeException | Error e) {
      queues.cancel();
      throw e;
    } finally {
      threads.forEach(Sources::join);
    }
    report(workers, problem);
  }

  /**
   * Reads packets until the end.
   *
   * @return what is wrong with the end, or null
   */
  private String demultiplex(PacketQueues queues, List<DecodeWorker> workers) {
    List<StreamClock> clocks =
        indices.stream().map(i -> new StreamClock(input.context().streams(i))).toList();
    PacketTimes times = new PacketTimes(input.context(), clocks, options.startUs());
    boolean fromBeginning = options.startUs() == MediaTime.NONE;
    boolean allSelected = indices.size() == input.context().nb_streams();
    InputEnd end = new InputEnd(input.context(), allSelected, fromBeginning);
    int loopsLeft = options.loops();
    AVPacket packet = av_packet_alloc();
    try {
      while (!queues.allClosed()) {
        int code = input.read(packet);
        if (code == AVERROR_EAGAIN()) {
          LockSupport.parkNanos(RETRY_NS);
        } else if (code >= 0) {
          int stream = indices.indexOf(packet.stream_index());
          if (stream >= 0) {
            end.saw(packet, clocks.get(stream));
            times.adjust(packet, clocks.get(stream));
            AVPacket queued = av_packet_alloc();
            av_packet_move_ref(queued, packet);
            workers.get(stream).queue().put(queued, System.nanoTime());
          }
          av_packet_unref(packet);
        } else if (loopsLeft != 0 && code == AVERROR_EOF() && !stop.isRequested()) {
          loopsLeft--;
          loop(queues, workers, times);
        } else {
          boolean mayEnd = stop.isRequested() || (input.kind().isLive() && code == AVERROR_EOF());
          return mayEnd ? null : problem(end.problem(code));
        }
      }
      return null;
    } catch (IOException e) {
      return e.getMessage();
    } finally {
      av_packet_free(packet);
    }
  }

  private String problem(String phrase) {
    return phrase == null ? null : "input '" + input.name() + "': " + phrase;
  }

  private void loop(PacketQueues queues, List<DecodeWorker> workers, PacketTimes times)
      throws IOException {
    queues.flush();
    for (DecodeWorker worker : workers) {
      if (worker.decoder().isAudio()) {
        FrameTimes frames = worker.decoder().times();
        times.loop(frames.end(), frames.base());
      }
    }
    times.loop(MediaTime.NONE, MediaTime.MICROSECONDS);
    input.rewind();
  }

  private void report(List<DecodeWorker> workers, String problem) throws IOException {
    for (DecodeWorker worker : workers) {
      Throwable failure = worker.failure();
      if (failure instanceof IOException e) {
        throw e;
      }
      if (failure != null) {
        throw new IOException("input '" + input.name() + "': " + failure.getMessage(), failure);
      }
    }
    if (problem != null) {
      throw new TruncatedInputException(problem);
    }
    for (DecodeWorker worker : workers) {
      StreamDecoder decoder = worker.decoder();
      if (decoder.isMostlyDamaged() && !stop.isRequested()) {
        throw new TruncatedInputException(
            "input '"
                + input.name()
                + "': most of its "
                + (decoder.isAudio() ? "sound" : "pictures")
                + " could not be decoded: "
                + decoder.frames()
                + " frames, "
                + decoder.errors()
                + " errors");
      }
    }
  }

  @Override
  public long errors() {
    return decoders.stream().mapToLong(StreamDecoder::errors).sum();
  }

  @Override
  public void close() {
    decoders.forEach(StreamDecoder::close);
    decoders.clear();
    input.close();
  }
}
