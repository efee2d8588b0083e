package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.ffmpeg.Dictionaries;
import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.ffmpeg.FfmpegException;
import dev.zoetrope.ffmpeg.InterruptDeadline;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/**
 * A file, URL or device, opened and probed. No call of it takes longer than the deadline where a
 * peer could keep it waiting, and a stop ends them all. For one thread at a time.
 */
final class MediaInput implements AutoCloseable {
  /** FFmpeg's default {@code analyzeduration}: probing a live source takes that long by design. */
  private static final long PROBE_NS = 5_000_000_000L;

  /** These wait for new segments themselves, so a read may well take a few segments' time. */
  private static final List<String> SEGMENTED = List.of("hls", "dash");

  /** ETIMEDOUT of Linux, macOS and Windows; FFmpeg negates it. */
  private static final Set<Integer> TIMED_OUT = Set.of(-110, -60, -138);

  /** EIO: what FFmpeg says when no datagram came in time. */
  private static final int UNANSWERED = -5;

  private static final long SEGMENT_FACTOR = 12;

  /** Half a GOP of a reordering codec, as the ffmpeg program seeks. */
  private static final long REORDER_US = 3 * 1_000_000 / 23;

  private final String name;
  private final InputKind kind;
  private final InputOptions options;
  private final InterruptDeadline deadline;
  private final StopSignal stop;
  private AVFormatContext context;
  private Map<String, String> unused;
  private long readTimeoutNs;
  private long armedNs;

  private MediaInput(
      String name, InputOptions options, InterruptDeadline deadline, StopSignal stop) {
    this.name = name;
    this.kind = InputKind.of(name, options.format());
    this.options = options;
    this.deadline = deadline;
    this.stop = stop;
  }

  /**
   * Opens and probes an input.
   *
   * @throws IOException naming the input and the cause
   */
  static MediaInput open(String name, InputOptions options, StopSignal stop) throws IOException {
    MediaInput input = new MediaInput(name, options, new InterruptDeadline(stop), stop);
    try {
      input.open();
      input.probe();
      return input;
    } catch (IOException | RuntimeException e) {
      input.close();
      throw e;
    }
  }

  private void open() throws IOException {
    AVInputFormat format = format();
    Map<String, String> all = new HashMap<>(kind.timeouts(options.timeoutNs()));
    all.put("scan_all_pmts", "1");
    all.putAll(options.options());
    AVDictionary dictionary = Dictionaries.of(all);
    AVFormatContext opening = avformat_alloc_context();
    try {
      deadline.install(opening);
      opening.flags(opening.flags() | AVFormatContext.AVFMT_FLAG_NONBLOCK);
      arm(options.timeoutNs());
      Ffmpeg.takeLastError();
      String url = name.equals("-") ? "pipe:0" : name;
      // On failure FFmpeg frees the context.
      int code = avformat_open_input(opening, url, format, dictionary);
      if (code < 0) {
        throw timedOut(code)
            ? InputProblem.timedOut(name, options.timeoutNs())
            : InputProblem.cannotOpen(name, kind, code);
      }
      context = opening;
      unused = new HashMap<>(options.options());
      unused.keySet().retainAll(Dictionaries.leftovers(dictionary));
    } finally {
      av_dict_free(dictionary);
    }
  }

  private AVInputFormat format() throws IOException {
    if (kind.isDevice()) {
      Ffmpeg.loadDevices();
    }
    if (options.format() == null) {
      return null;
    }
    AVInputFormat format = av_find_input_format(options.format());
    if (format == null || format.isNull()) {
      throw new IOException(
          "-f '"
              + options.format()
              + "': FFmpeg has no such input format or device; leave it out to have the format found");
    }
    return format;
  }

  private void probe() throws IOException {
    arm(Math.max(options.timeoutNs(), PROBE_NS) + options.timeoutNs());
    int code = avformat_find_stream_info(context, (AVDictionary) null);
    if (deadline.expired()) {
      throw InputProblem.timedOut(name, options.timeoutNs());
    }
    if (code < 0 && context.nb_streams() == 0 && !stop.isRequested()) {
      throw InputProblem.cannotOpen(name, kind, code);
    }
    deadline.disarm();
    boolean isSegmented = SEGMENTED.contains(context.iformat().name().getString());
    readTimeoutNs = options.timeoutNs() * (isSegmented ? SEGMENT_FACTOR : 1);
  }

  private void arm(long timeoutNs) {
    armedNs = System.nanoTime();
    if (kind.isNetwork()) {
      deadline.arm(timeoutNs);
    }
  }

  /** Whether a call failed for want of an answer; a protocol's own timeout may come first. */
  private boolean timedOut(int code) {
    boolean tookLong = System.nanoTime() - armedNs > options.timeoutNs() / 10 * 9;
    return deadline.expired()
        || code == AVERROR_EXIT()
        || (kind.isDatagrams() && code == UNANSWERED)
        || (kind.isNetwork() && code != AVERROR_EOF() && (tookLong || TIMED_OUT.contains(code)));
  }

  /** What was given with {@code -i}. */
  String name() {
    return name;
  }

  /** FFmpeg's view of it. */
  AVFormatContext context() {
    return context;
  }

  /** What kind of input it is. */
  InputKind kind() {
    return kind;
  }

  /** Options that neither demuxer nor protocol took. */
  Map<String, String> unusedOptions() {
    return unused;
  }

  /**
   * Goes to a position, or shortly before it.
   *
   * @param positionUs microseconds from the beginning
   * @throws IOException when the input cannot seek
   */
  void seekTo(long positionUs) throws IOException {
    long startUs = positionUs;
    if (context.start_time() != MediaTime.NONE) {
      startUs += context.start_time();
    }
    if ((context.iformat().flags() & AVFMT_SEEK_TO_PTS) == 0 && reorders()) {
      startUs -= REORDER_US;
    }
    seek(startUs);
  }

  private boolean reorders() {
    for (int index = 0; index < context.nb_streams(); index++) {
      if (context.streams(index).codecpar().video_delay() > 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Goes back to the very beginning.
   *
   * @throws IOException when the input cannot seek
   */
  void rewind() throws IOException {
    seek(context.start_time() == MediaTime.NONE ? 0 : context.start_time());
  }

  private void seek(long us) throws IOException {
    arm(options.timeoutNs());
    int code = avformat_seek_file(context, -1, Long.MIN_VALUE, us, us, 0);
    if (code < 0 && !stop.isRequested()) {
      throw new IOException(
          "input '" + name + "': cannot seek (" + FfmpegException.describe(code) + ")");
    }
  }

  /**
   * Reads a packet.
   *
   * @param packet empty; filled on success
   * @return FFmpeg's code; end of file when a stop was requested
   * @throws IOException when a peer is silent for too long
   */
  int read(AVPacket packet) throws IOException {
    arm(readTimeoutNs);
    int code = endCode(av_read_frame(context, packet));
    if (code < 0 && stop.isRequested()) {
      return AVERROR_EOF();
    }
    if (code < 0 && timedOut(code)) {
      throw InputProblem.timedOut(name, readTimeoutNs);
    }
    return code;
  }

  /** Some demuxers say that the input ended when it failed. */
  private int endCode(int code) {
    AVIOContext io = code == AVERROR_EOF() ? context.pb() : null;
    boolean failed = io != null && !io.isNull() && io.error() < 0;
    return failed ? io.error() : code;
  }

  @Override
  public void close() {
    if (context != null) {
      deadline.disarm();
      avformat_close_input(context);
      context = null;
    }
    deadline.close();
  }
}
