package dev.zoetrope.display;

import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamList;
import dev.zoetrope.stage.StopSignal;
import dev.zoetrope.stats.StreamObserver;
import dev.zoetrope.stats.StreamSnapshot;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The streams to show: the first with pictures and the first with sound. Every other stream is
 * joined and left at once, because the source may wait for this display to have joined them all.
 */
final class DisplayStreams implements AutoCloseable {
  private static final long LOOK_PERIOD_NS = 5_000_000L;

  private final PipelineDirectory directory;
  private final String readerName;
  private final StopSignal stop;
  private final long deadlineNs;
  private StreamReader video;
  private StreamReader audio;

  /**
   * Prepares to join.
   *
   * @param directory the pipeline
   * @param readerName name of this display
   * @param timeoutNs how long to wait for source and streams, nanoseconds
   * @param stop ends the waiting
   */
  DisplayStreams(PipelineDirectory directory, String readerName, long timeoutNs, StopSignal stop) {
    this.directory = directory;
    this.readerName = readerName;
    this.stop = stop;
    this.deadlineNs = System.nanoTime() + timeoutNs;
  }

  /**
   * Waits for the streams of a source.
   *
   * @param source name of the source
   * @return names of its streams; empty when asked to stop
   * @throws IOException when it does not appear in time
   */
  List<String> await(String source) throws IOException {
    while (!stop.isRequested()) {
      Optional<List<String>> names = StreamList.read(directory, source);
      if (names.isPresent()) {
        return names.get();
      }
      pause("source '" + source + "': did not appear in pipeline '" + directory.name() + "'");
    }
    return List.of();
  }

  /**
   * Joins streams, as they appear, in whatever order: one may only come when another one flows.
   *
   * @param names their names
   * @param wantsVideo whether to keep the first one with pictures
   * @param wantsAudio whether to keep the first one with sound
   * @throws IOException when one does not appear in time, or refuses
   */
  void join(List<String> names, boolean wantsVideo, boolean wantsAudio) throws IOException {
    Map<String, StreamReader> joined = new LinkedHashMap<>();
    names.forEach(name -> joined.put(name, null));
    try {
      while (!stop.isRequested() && joined.containsValue(null)) {
        for (Map.Entry<String, StreamReader> entry : joined.entrySet()) {
          StreamKind kind = entry.getValue() == null ? kind(entry.getKey()) : null;
          if (kind != null) {
            entry.setValue(join(entry.getKey(), kind));
          }
        }
        if (joined.containsValue(null)) {
          String missing =
              names.stream().filter(name -> joined.get(name) == null).findFirst().orElseThrow();
          pause("stream '" + missing + "': did not appear in pipeline '" + directory.name() + "'");
        }
      }
      keep(joined, wantsVideo, wantsAudio);
    } finally {
      joined.values().stream().filter(reader -> reader != null).forEach(StreamReader::close);
    }
  }

  private void keep(Map<String, StreamReader> joined, boolean wantsVideo, boolean wantsAudio) {
    for (Map.Entry<String, StreamReader> entry : joined.entrySet()) {
      StreamReader reader = entry.getValue();
      if (reader == null) {
        continue;
      }
      if (reader.kind() == StreamKind.VIDEO && wantsVideo && video == null) {
        video = reader;
        entry.setValue(null);
      } else if (reader.kind() == StreamKind.AUDIO && wantsAudio && audio == null) {
        audio = reader;
        entry.setValue(null);
      }
    }
  }

  private StreamReader join(String name, StreamKind kind) throws IOException {
    ReaderPolicy policy = kind == StreamKind.VIDEO ? ReaderPolicy.LATEST : ReaderPolicy.LEAKY;
    long leftNs = Math.max(0, deadlineNs - System.nanoTime());
    return StreamReader.connect(
        directory, name, ReaderOptions.of(readerName, policy).withConnectTimeoutNs(leftNs));
  }

  /**
   * Whether one of these streams holds sound, or is not there yet: starting a device takes time.
   */
  boolean mayHaveSound(List<String> names) throws IOException {
    for (String name : names) {
      if (kind(name) != StreamKind.VIDEO) {
        return true;
      }
    }
    return false;
  }

  /** What a stream holds; null while it is not there. */
  private StreamKind kind(String stream) throws IOException {
    try (StreamObserver observer = new StreamObserver(directory, stream)) {
      return observer.snapshot().map(StreamSnapshot::kind).orElse(null);
    }
  }

  private void pause(String complaint) throws IOException {
    if (System.nanoTime() - deadlineNs > 0) {
      throw new IOException(
          complaint + "; start 'zoetrope capture' for it, or wait longer with --wait SECONDS");
    }
    LockSupport.parkNanos(LOOK_PERIOD_NS);
  }

  /** Pictures, or null. */
  StreamReader video() {
    return video;
  }

  /** Sound, or null. The caller may take it over. */
  StreamReader audio() {
    return audio;
  }

  @Override
  public void close() {
    if (video != null) {
      video.close();
    }
    if (audio != null) {
      audio.close();
    }
  }
}
