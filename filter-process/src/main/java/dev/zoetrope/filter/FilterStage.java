package dev.zoetrope.filter;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.ffmpeg.FfmpegException;
import dev.zoetrope.ffmpeg.FilterNetwork;
import dev.zoetrope.ffmpeg.FrameToSlot;
import dev.zoetrope.ffmpeg.GraphEnds;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.stage.Stage;
import dev.zoetrope.stage.StageContext;
import dev.zoetrope.stage.StageInput;
import dev.zoetrope.stage.StageOutput;
import dev.zoetrope.stage.StreamInfo;
import dev.zoetrope.stage.UsageException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * A graph of libavfilter as a stage. Filters read the slots themselves, which are given back when
 * FFmpeg lets go of them; what comes out is copied once, into the slot of an output.
 *
 * <p>A graph is made for frames of one look. When that of an input changes, the graph is emptied
 * and another one is made.
 */
public final class FilterStage implements Stage {
  private record Waiting(int end, AVFrame frame) {}

  private final String description;
  private final GraphEnds ends;
  private final AVFrame out = av_frame_alloc();
  private final List<FilterInput> inputs = new ArrayList<>();
  private final List<StageOutput> outputs = new ArrayList<>();
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private List<Integer> inputOfEnd = List.of();
  private List<Integer> outputOfEnd = List.of();
  private StageContext context;
  private FilterNetwork network;
  private boolean hasNewLook;
  private boolean isDiscontinuous;
  private long capturedNs;

  /**
   * Prepares a graph.
   *
   * @param description such as {@code scale=640:-2,hue=s=0}
   * @throws FfmpegException naming what FFmpeg does not take
   */
  public FilterStage(String description) throws FfmpegException {
    this.description = description;
    this.ends = GraphEnds.of(description);
  }

  /**
   * Finds the streams for the open ends; done again by {@link #open}, and possible before.
   *
   * @param inputNames streams to read
   * @param outputNames streams to write
   * @throws UsageException when the graph wants others
   */
  void match(List<String> inputNames, List<String> outputNames) {
    inputOfEnd = EndMatch.match("-i", "reads", ends.inputs(), inputNames);
    outputOfEnd = EndMatch.match("-o", "writes", ends.outputs(), outputNames);
  }

  @Override
  public void open(StageContext stageContext) throws IOException {
    context = stageContext;
    match(
        context.inputs().stream().map(StageInput::name).toList(),
        context.outputs().stream().map(StageOutput::name).toList());
    for (int end = 0; end < inputOfEnd.size(); end++) {
      StageInput stream = context.inputs().get(inputOfEnd.get(end));
      StreamKind kind = ends.inputs().get(end).kind();
      if (stream.kind() != kind) {
        throw new UsageException(
            "stream '"
                + stream.name()
                + "' is "
                + name(stream.kind())
                + ", and the graph reads "
                + name(kind)
                + " there");
      }
      inputs.add(new FilterInput(stream));
    }
    outputOfEnd.forEach(output -> outputs.add(context.outputs().get(output)));
    describeOutputs();
    if (inputs.isEmpty()) {
      network = FilterNetwork.of(description, List.of());
    }
  }

  private static String name(StreamKind kind) {
    return kind == StreamKind.VIDEO ? "video" : "audio";
  }

  private void describeOutputs() {
    List<StreamInfo> infos = inputs.stream().map(input -> input.stream().info()).toList();
    List<int[]> rates = Rehearsal.frameRates(description, infos, outputs.size());
    boolean live = infos.stream().anyMatch(StreamInfo::live);
    long durationNs = infos.stream().mapToLong(StreamInfo::durationNs).max().orElse(-1);
    for (int i = 0; i < outputs.size(); i++) {
      GraphEnds.End end = ends.outputs().get(i);
      int[] rate = rates == null ? likeInput(end, infos) : rates.get(i);
      outputs.get(i).describe(new StreamInfo(end.kind(), rate[0], rate[1], durationNs, live));
    }
  }

  private static int[] likeInput(GraphEnds.End end, List<StreamInfo> infos) {
    return infos.stream()
        .filter(info -> info.kind() == end.kind())
        .findFirst()
        .map(info -> new int[] {info.frameRateNum(), info.frameRateDen()})
        .orElse(new int[] {0, 1});
  }

  @Override
  public void onFormat(StageInput input, FrameHeader header) {
    hasNewLook = true;
  }

  @Override
  public Status onFrame(StageInput stream, FrameLease lease) throws IOException {
    int end = end(stream);
    FilterInput input = inputs.get(end);
    capturedNs = lease.header().captureTimeNs();
    isDiscontinuous |= lease.header().has(FrameHeader.DISCONTINUITY);
    AVFrame frame = input.take(lease);
    try {
      if (hasNewLook) {
        hasNewLook = false;
        finishGraph();
        input.looksLike(frame);
      }
      if (network != null) {
        network.send(end, frame);
      } else {
        waiting.add(new Waiting(end, av_frame_clone(frame)));
        openGraph();
      }
    } finally {
      av_frame_free(frame);
    }
    drain();
    return status();
  }

  private int end(StageInput stream) {
    int end = 0;
    while (inputs.get(end).stream() != stream) {
      end++;
    }
    return end;
  }

  /**
   * Makes the graph once a frame of every input has been seen, and gives it what waited for that.
   */
  private void openGraph() throws IOException {
    for (FilterInput input : inputs) {
      if (!input.hasLook()) {
        return;
      }
    }
    network = FilterNetwork.of(description, inputs.stream().map(FilterInput::end).toList());
    while (!waiting.isEmpty()) {
      Waiting next = waiting.remove();
      try {
        network.send(next.end(), next.frame());
      } finally {
        av_frame_free(next.frame());
      }
      drain();
    }
    for (int end = 0; end < inputs.size(); end++) {
      if (inputs.get(end).stream().isEnded()) {
        network.finish(end, inputs.get(end).endPts());
      }
    }
  }

  @Override
  public void onEnd(StageInput stream) throws IOException {
    int end = end(stream);
    if (!inputs.get(end).hasLook() && inputs.size() > 1) {
      throw new IOException(
          "stream '" + stream.name() + "' ended before its first frame, which the graph waits for");
    }
    if (network != null) {
      network.finish(end, inputs.get(end).endPts());
      drain();
    }
  }

  @Override
  public Status produce() throws IOException {
    for (int output = 0; output < outputs.size(); output++) {
      if (network.receive(output, out)) {
        publish(outputs.get(output));
      }
    }
    inputs.forEach(FilterInput::giveBack);
    return status();
  }

  private Status status() {
    if (network == null) {
      return Status.CONTINUE;
    }
    for (int output = 0; output < outputs.size(); output++) {
      if (!network.isEnded(output)) {
        return Status.CONTINUE;
      }
    }
    return Status.DONE;
  }

  private void drain() throws IOException {
    if (network == null) {
      return;
    }
    for (int output = 0; output < outputs.size(); output++) {
      while (!network.isEnded(output) && network.receive(output, out)) {
        if (context.isStopping() && isBeyondInputs()) {
          av_frame_unref(out);
          return;
        }
        publish(outputs.get(output));
      }
    }
    inputs.forEach(FilterInput::giveBack);
  }

  /** A graph may go on for ever after its inputs, so that there is no waiting for its end. */
  private boolean isBeyondInputs() {
    double end = inputs.stream().mapToDouble(FilterInput::endSeconds).max().orElse(0);
    return out.pts() != AV_NOPTS_VALUE && out.pts() * av_q2d(out.time_base()) >= end;
  }

  private void publish(StageOutput output) throws IOException {
    try (FrameClaim claim = output.claim(FrameToSlot.payloadLength(out))) {
      if (claim != null) {
        FrameToSlot.write(
            out,
            claim,
            out.time_base().num(),
            out.time_base().den(),
            Times.captured(out, capturedNs));
        if (isDiscontinuous) {
          isDiscontinuous = false;
          claim.header().flags(claim.header().flags() | FrameHeader.DISCONTINUITY);
        }
        claim.publish();
      }
    } finally {
      av_frame_unref(out);
    }
  }

  /** Takes out of the graph what is still in it, and ends it. */
  private void finishGraph() throws IOException {
    if (network == null) {
      return;
    }
    for (int end = 0; end < inputs.size(); end++) {
      if (!inputs.get(end).stream().isEnded()) {
        network.finish(end, inputs.get(end).endPts());
      }
    }
    drain();
    network.close();
    network = null;
    inputs.forEach(FilterInput::giveBack);
  }

  @Override
  public void flush() throws IOException {
    if (!inputs.isEmpty()) {
      finishGraph();
    }
  }

  @Override
  public void close() {
    waiting.forEach(next -> av_frame_free(next.frame()));
    waiting.clear();
    if (network != null) {
      network.close();
      network = null;
    }
    inputs.forEach(FilterInput::close);
    av_frame_free(out);
  }
}
