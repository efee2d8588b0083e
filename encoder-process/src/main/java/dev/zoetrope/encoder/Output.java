package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;

import dev.zoetrope.ffmpeg.Dictionaries;
import dev.zoetrope.ffmpeg.FfmpegException;
import dev.zoetrope.ffmpeg.InterruptDeadline;
import dev.zoetrope.ffmpeg.SegmentErrors;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A muxer and what it writes to. The header is written once every stream brought its first packet,
 * or has none; packets that come earlier wait in memory, so that no stream ever holds up another.
 *
 * <p>Thread-safe: one lock for everything.
 */
final class Output implements AutoCloseable {
  /** Beyond this a stream that has not begun is left out: better than running out of memory. */
  private static final long MOST_WAITING = 256L << 20;

  private static final long CONNECT_TIMEOUT_NS = 5_000_000_000L;
  private static final long WRITE_TIMEOUT_NS = 15_000_000_000L;

  private final OutputPlan plan;
  private final boolean live;
  private final String what;
  private final InterruptDeadline deadline = new InterruptDeadline(new StopSignal());
  private final SegmentErrors segments = new SegmentErrors();
  private final List<MuxedStream> streams = new ArrayList<>();
  private AVFormatContext context;
  private OutputLock lock = OutputLock.NONE;
  private long waitingBytes;
  private long packetBytes;
  private boolean begun;
  private boolean opened;
  private boolean headerWritten;
  private boolean hasPackets;
  private boolean peerIsGone;
  private boolean finished;

  /**
   * Prepares an output; nothing is opened yet.
   *
   * @param plan checked
   * @param streamCount streams that will come, in the order of the file
   * @param live whether the source has no end
   */
  Output(OutputPlan plan, int streamCount, boolean live) {
    this.plan = plan;
    this.live = live;
    this.what = "output '" + plan.target().name() + "'";
    for (int i = 0; i < streamCount; i++) {
      streams.add(new MuxedStream());
    }
  }

  /** Says what a stream will bring. */
  synchronized void open(int index, AVCodecContext codec, Rational frameRate) throws IOException {
    if (begun) {
      throw tooLate();
    }
    streams.get(index).open(codec, frameRate);
  }

  private OutputException tooLate() {
    return new OutputException(
        what + ": a stream began too late, after " + (MOST_WAITING >> 20) + " MB of the others");
  }

  /** Says that a stream has ended: if it brought nothing, the others need not wait for it. */
  synchronized void end(int index) throws IOException {
    if (!begun) {
      streams.get(index).setAbsent();
      beginIfSettled();
    }
  }

  private void beginIfSettled() throws IOException {
    if (!begun && streams.stream().allMatch(MuxedStream::isSettled)) {
      begin();
    }
  }

  private void begin() throws IOException {
    begun = true;
    context = new AVFormatContext(null);
    FfmpegException.check(
        avformat_alloc_output_context2(context, plan.muxer(), (String) null, plan.target().url()),
        what);
    deadline.install(context);
    boolean opensFilesItself = plan.target().isFile() && Muxers.has(plan.muxer(), AVFMT_NOFILE);
    if (opensFilesItself && !plan.routing().muxer().containsKey("ignore_io_errors")) {
      segments.install(context);
    }
    for (MuxedStream stream : streams) {
      stream.addTo(context);
    }
    if (context.nb_streams() == 0) {
      return;
    }
    context.metadata(Dictionaries.of(plan.options().metadata()));
    try {
      arm(CONNECT_TIMEOUT_NS);
      openTarget();
      writeHeader();
    } catch (FfmpegException e) {
      throw explained(e);
    } finally {
      deadline.disarm();
    }
    for (MuxedStream stream : streams) {
      for (AVPacket packet = stream.takeKept(); packet != null; packet = stream.takeKept()) {
        try {
          mux(stream, packet);
        } finally {
          av_packet_free(packet);
        }
      }
    }
  }

  private void openTarget() throws IOException {
    if (Muxers.has(plan.muxer(), AVFMT_NOFILE)) {
      return;
    }
    if (plan.target().isFile()) {
      // Opening empties the file, so it has to be ours before.
      lock = OutputLock.take(plan.target().name(), plan.target().path());
    }
    AVDictionary options = Dictionaries.of(plan.routing().protocol());
    AVIOContext io = new AVIOContext(null);
    try {
      FfmpegException.check(
          avio_open2(io, plan.target().url(), AVIO_FLAG_WRITE, deadline.callback(), options), what);
      context.pb(io);
      opened = true;
    } finally {
      av_dict_free(options);
    }
  }

  private void writeHeader() throws IOException {
    Map<String, String> all =
        Muxers.defaults(plan.muxer(), plan.target(), live, plan.routing().muxer());
    AVDictionary options = Dictionaries.of(all);
    try {
      FfmpegException.check(avformat_write_header(context, options), what);
      headerWritten = true;
      List<String> unused = Dictionaries.leftovers(options);
      if (!unused.isEmpty()) {
        throw new OutputException(
            "option '-" + unused.get(0) + "': not used by format " + Muxers.name(plan.muxer()));
      }
    } finally {
      av_dict_free(options);
    }
  }

  /** Writes a packet in its encoder's time base, or keeps it until the header is written. */
  synchronized void write(int index, AVPacket packet) throws IOException {
    MuxedStream stream = streams.get(index);
    packetBytes += packet.size();
    if (!begun) {
      waitingBytes += stream.keep(packet);
      if (waitingBytes > MOST_WAITING) {
        Logger logger = LoggerFactory.getLogger(Output.class);
        logger.warn("{}: a stream that brought no frame is left out", what);
        streams.forEach(MuxedStream::setAbsent);
      }
      beginIfSettled();
    } else if (headerWritten && !peerIsGone) {
      // Without a header there is no muxer; whoever failed to write it reports that.
      if (!stream.isMuxed()) {
        throw tooLate();
      }
      mux(stream, packet);
    }
  }

  private void mux(MuxedStream stream, AVPacket packet) throws IOException {
    stream.prepare(packet, plan.muxer().flags());
    hasPackets = true;
    arm(WRITE_TIMEOUT_NS);
    int code = av_interleaved_write_frame(context, packet);
    deadline.disarm();
    if (code < 0) {
      peerIsGone = deadline.expired();
      throw explained(FfmpegException.of(code, what));
    }
    if (segments.code() < 0) {
      throw FfmpegException.of(segments.code(), what);
    }
  }

  /** Files are never given up; a peer that does not answer is. */
  private void arm(long timeoutNs) {
    if (plan.target().isNetwork()) {
      deadline.arm(timeoutNs);
    }
  }

  private IOException explained(FfmpegException error) {
    return deadline.expired()
        ? new OutputException(what + ": no answer in time; is the peer there?")
        : error;
  }

  /**
   * Writes what is held and the end of the file, and closes it.
   *
   * @throws IOException when that fails; what was written stays
   */
  synchronized void finish() throws IOException {
    try {
      if (!begun) {
        // An encoder that failed before its first packet: what the others brought is kept.
        streams.stream().filter(MuxedStream::isOpen).forEach(MuxedStream::setAbsent);
        beginIfSettled();
      }
    } finally {
      end();
    }
  }

  private void end() throws IOException {
    if (finished || context == null) {
      return;
    }
    finished = true;
    arm(peerIsGone ? 0 : WRITE_TIMEOUT_NS);
    // Without a packet there is nothing to end, and the trailer of a hybrid MP4 is a SIGSEGV.
    int trailer = headerWritten && hasPackets ? av_write_trailer(context) : 0;
    int closed = closeTarget();
    lock.close();
    deadline.disarm();
    if (opened && !hasPackets) {
      plan.target().remove();
    }
    if (trailer < 0 || closed < 0) {
      throw explained(FfmpegException.of(trailer < 0 ? trailer : closed, what));
    }
    if (segments.code() < 0) {
      throw FfmpegException.of(segments.code(), what);
    }
  }

  private int closeTarget() {
    AVIOContext io = context.pb();
    if (Muxers.has(plan.muxer(), AVFMT_NOFILE) || io == null || io.isNull()) {
      return 0;
    }
    context.pb(null);
    return avio_close(io);
  }

  /** Bytes of all packets so far, without what the container adds. */
  synchronized long packetBytes() {
    return packetBytes;
  }

  /** Whether anything was written at all. */
  synchronized boolean hasPackets() {
    return hasPackets;
  }

  @Override
  public synchronized void close() {
    if (context != null) {
      closeTarget();
      avformat_free_context(context);
      context = null;
    }
    lock.close();
    streams.forEach(MuxedStream::close);
    segments.close();
    deadline.close();
  }
}
