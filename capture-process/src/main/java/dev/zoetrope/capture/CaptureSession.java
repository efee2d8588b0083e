package dev.zoetrope.capture;

import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.StaleFiles;
import dev.zoetrope.region.StreamList;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One capture from opened inputs to ended streams. Every stream can be joined once {@link #open}
 * returns; the first frame comes when {@link #run} finds the awaited readers there.
 */
final class CaptureSession implements AutoCloseable {
  private final CaptureSettings settings;
  private final StopSignal stop = new StopSignal();
  private final Gate gate = new Gate();
  private final Pacer pacer;
  private final List<Source> sources = new ArrayList<>();
  private final List<List<StreamPublisher>> publishers = new ArrayList<>();
  private StreamList announcement;
  private IOException failure;
  private TruncatedInputException truncation;

  private CaptureSession(CaptureSettings settings) {
    this.settings = settings;
    this.pacer = new Pacer(settings.realTime(), System::nanoTime);
  }

  /**
   * Opens inputs and streams, and announces the streams.
   *
   * @param settings what to do
   * @param stopSignal ends everything in order
   * @return the session
   * @throws IOException naming what cannot be opened
   */
  static CaptureSession open(CaptureSettings settings, StopSignal stopSignal) throws IOException {
    CaptureSession session = new CaptureSession(settings);
    stopSignal.onRequest(session.stop::request);
    try {
      session.openSources();
      session.checkNames();
      session.openStreams();
      session.stop.onRequest(session::cancel);
      return session;
    } catch (IOException | RuntimeException e) {
      session.failAll(e);
      session.close();
      throw e;
    }
  }

  private void openSources() throws IOException {
    boolean hasVideo = false;
    boolean hasAudio = false;
    for (String input : settings.inputs()) {
      StreamSelection selection = settings.selection(sources.size(), hasVideo, hasAudio);
      Source source = Sources.open(input, settings.options(), selection, stop);
      sources.add(source);
      for (SourceStream stream : source.streams()) {
        hasVideo |= stream.kind() == StreamKind.VIDEO;
        hasAudio |= stream.kind() == StreamKind.AUDIO;
      }
    }
  }

  /** Whoever was promised a stream would wait for it in vain. */
  private void checkNames() throws IOException {
    for (Map.Entry<String, String> name : settings.names().entrySet()) {
      String kind = name.getKey().replaceAll("[0-9]", "");
      String number = name.getKey().substring(kind.length());
      long there =
          sources.stream()
              .flatMap(source -> source.streams().stream())
              .filter(stream -> stream.kind().name().equalsIgnoreCase(kind))
              .count();
      if (there <= (number.isEmpty() ? 0 : Integer.parseInt(number))) {
        throw new IOException(
            "stream '"
                + name.getValue()
                + "': no input has "
                + kind
                + " for it; leave it out, or choose with -map what to take");
      }
    }
  }

  private void openStreams() throws IOException {
    List<String> names = new ArrayList<>();
    int videos = 0;
    int audios = 0;
    for (Source source : sources) {
      List<StreamPublisher> own = new ArrayList<>();
      publishers.add(own);
      for (SourceStream stream : source.streams()) {
        boolean isVideo = stream.kind() == StreamKind.VIDEO;
        int number = isVideo ? videos++ : audios++;
        String label = (isVideo ? "video" : "audio") + (number == 0 ? "" : number);
        String name = settings.names().getOrDefault(label, label);
        own.add(openStream(name, stream));
        names.add(name);
      }
    }
    announcement = StreamList.announce(settings.directory(), settings.source(), names);
  }

  private StreamPublisher openStream(String name, SourceStream found) throws IOException {
    int slots = found.kind() == StreamKind.VIDEO ? settings.slots() : settings.audioSlots();
    SourceStream stream =
        DirectDecoding.ifWorth(found, slots, settings.readersOf(name).size(), settings);
    EpochSpec spec = stream.spec(slots);
    StreamWriter writer =
        StreamWriter.open(
            settings.directory(), name, spec, stream.pressure(), settings.stallTimeoutNs());
    return new StreamPublisher(name, writer, gate, pacer, stream);
  }

  /** The streams, in the order of the inputs. */
  List<StreamPublisher> streams() {
    return publishers.stream().flatMap(List::stream).toList();
  }

  /** Packets and frames that could not be decoded so far. */
  long errors() {
    return sources.stream().mapToLong(Source::errors).sum();
  }

  /**
   * Delivers frames until all sources ended or a stop is requested, and ends the streams.
   *
   * @throws TruncatedInputException when an input ended early; all there was has been published
   * @throws IOException when the capture failed; the streams were ended as failed
   */
  void run() throws IOException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      Source source = sources.get(i);
      List<StreamPublisher> sinks = publishers.get(i);
      threads.add(new Thread(() -> run(source, sinks), "zoetrope-source-" + i));
    }
    threads.forEach(Thread::start);
    try {
      awaitReaders();
      gate.open();
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (IOException e) {
      failAll(e);
    } catch (InterruptedException e) {
      stop.request();
      Thread.currentThread().interrupt();
    } finally {
      threads.forEach(Sources::join);
    }
    finish();
  }

  private void run(Source source, List<StreamPublisher> sinks) {
    try {
      source.run(sinks);
    } catch (TruncatedInputException e) {
      synchronized (this) {
        truncation = e;
      }
    } catch (IOException | RuntimeException | Error e) {
      failAll(e);
    }
  }

  private void awaitReaders() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + settings.awaitTimeoutNs();
    for (StreamPublisher stream : streams()) {
      List<String> awaited = settings.readersOf(stream.name());
      Set<String> missing = stream.writer().awaitReaders(awaited, deadline - System.nanoTime());
      if (!missing.isEmpty() && !stop.isRequested()) {
        throw new IOException(
            "--await '"
                + String.join(",", missing)
                + "': did not join stream '"
                + stream.name()
                + "' in time; start it, or allow more with --await-timeout");
      }
    }
  }

  private synchronized void failAll(Throwable cause) {
    if (failure == null) {
      failure = cause instanceof IOException e ? e : new IOException(cause.toString(), cause);
    }
    stop.request();
  }

  private void cancel() {
    gate.cancel();
    pacer.cancel();
    streams().forEach(StreamPublisher::cancel);
  }

  private synchronized void finish() throws IOException {
    for (StreamPublisher stream : streams()) {
      if (failure == null) {
        stream.close();
      } else {
        stream.fail();
      }
    }
    if (failure != null) {
      throw failure;
    }
    if (truncation != null) {
      throw truncation;
    }
  }

  /** Ends what is still open as failed, and frees everything. */
  @Override
  public void close() throws IOException {
    for (StreamPublisher stream : streams()) {
      stream.fail();
    }
    sources.forEach(Source::close);
    if (announcement != null) {
      announcement.close();
      StaleFiles.sweep(settings.directory());
    }
  }
}
