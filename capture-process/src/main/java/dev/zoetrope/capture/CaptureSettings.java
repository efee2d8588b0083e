package dev.zoetrope.capture;

import dev.zoetrope.channel.AwaitedReader;
import dev.zoetrope.region.PipelineDirectory;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one capture is to do.
 *
 * @param directory the pipeline
 * @param source name under which the streams are announced
 * @param inputs files, URLs, devices or patterns, at least one
 * @param options how to read them
 * @param video whether to take video
 * @param audio whether to take audio
 * @param maps streams to take; empty for FFmpeg's choice
 * @param realTime whether to publish at the pace of presentation
 * @param slots slots of each video stream
 * @param audioSlots slots of each audio stream
 * @param stallTimeoutNs how long a reader may be in the way before it is evicted, nanoseconds
 * @param names of streams that are not to be called {@code video}, {@code audio} and so on; those
 *     must come
 * @param await readers to wait for before the first frame
 * @param awaitTimeoutNs longest wait for them, nanoseconds
 */
record CaptureSettings(
    PipelineDirectory directory,
    String source,
    List<String> inputs,
    InputOptions options,
    boolean video,
    boolean audio,
    List<StreamSpecifier> maps,
    boolean realTime,
    int slots,
    int audioSlots,
    long stallTimeoutNs,
    Map<String, String> names,
    List<AwaitedReader> await,
    long awaitTimeoutNs) {
  CaptureSettings {
    inputs = List.copyOf(inputs);
    maps = List.copyOf(maps);
    names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
    await = List.copyOf(await);
    for (StreamSpecifier map : maps) {
      if (map.input() >= inputs.size()) {
        throw new IllegalArgumentException(
            "-map '" + map.text() + "': there are inputs 0 to " + (inputs.size() - 1));
      }
    }
  }

  /** Names of the readers that a stream waits for. */
  List<String> readersOf(String stream) {
    return await.stream().filter(reader -> reader.reads(stream)).map(AwaitedReader::name).toList();
  }

  /**
   * What to take of one input.
   *
   * @param input its index
   * @param hasVideo whether an input before it gives video
   * @param hasAudio whether an input before it gives audio
   */
  StreamSelection selection(int input, boolean hasVideo, boolean hasAudio) {
    if (maps.isEmpty()) {
      return new StreamSelection(video && !hasVideo, audio && !hasAudio, List.of(), false);
    }
    List<StreamSpecifier> own = maps.stream().filter(map -> map.input() == input).toList();
    return new StreamSelection(video, audio, own, true);
  }
}
