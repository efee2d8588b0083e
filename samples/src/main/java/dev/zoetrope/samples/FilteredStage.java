package dev.zoetrope.samples;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.ffmpeg.FfmpegException;
import dev.zoetrope.ffmpeg.FilterGraph;
import dev.zoetrope.ffmpeg.SlotFrame;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.stage.Stage;
import dev.zoetrope.stage.StageInput;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * What stages have in common that send one stream through filters of FFmpeg, from Java: the frames
 * go in as they lie in their slots, and the lease of each is closed when the filters are done with
 * it. A change of format makes a new graph.
 */
abstract class FilteredStage implements Stage {
  private final AVFrame filtered = av_frame_alloc();
  private FilterGraph graph;
  private boolean isNewFormat;
  private long captureTimeNs;

  /**
   * The filters, for frames of a format.
   *
   * @param header of the first of them
   * @return such as {@code scale=640:-2,hflip}
   */
  abstract String filters(FrameHeader header);

  /** When the frame that went in last was captured; see {@link FrameHeader#captureTimeNs()}. */
  final long captureTimeNs() {
    return captureTimeNs;
  }

  /** Takes what comes out of the filters. */
  abstract void onFiltered(AVFrame frame) throws Exception;

  @Override
  public void onFormat(StageInput input, FrameHeader header) throws Exception {
    isNewFormat = true;
  }

  @Override
  public Status onFrame(StageInput input, FrameLease frame) throws Exception {
    FrameHeader header = frame.header();
    captureTimeNs = header.captureTimeNs();
    AVFrame slot = SlotFrame.wrap(input.keep(frame));
    try {
      if (isNewFormat) {
        flush();
        graph = graph(input, header, slot);
        isNewFormat = false;
      }
      graph.send(slot);
    } finally {
      av_frame_free(slot);
    }
    drain();
    return Status.CONTINUE;
  }

  private FilterGraph graph(StageInput input, FrameHeader header, AVFrame first)
      throws FfmpegException {
    try (AVRational timeBase = new AVRational();
        AVRational rate = new AVRational()) {
      timeBase.num(header.timeBaseNum()).den(header.timeBaseDen());
      rate.num(input.info().frameRateNum()).den(input.info().frameRateDen());
      return FilterGraph.of(first, timeBase, rate, filters(header));
    }
  }

  private void drain() throws Exception {
    while (graph.receive(filtered)) {
      try {
        onFiltered(filtered);
      } finally {
        av_frame_unref(filtered);
      }
    }
  }

  /** Gets the last frames out of the filters. */
  @Override
  public void flush() throws Exception {
    if (graph != null) {
      graph.send(null);
      drain();
      graph.close();
      graph = null;
    }
  }

  @Override
  public void close() {
    if (graph != null) {
      graph.close();
    }
    av_frame_free(filtered);
  }
}
