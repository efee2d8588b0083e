package dev.zoetrope.pipeline;

import dev.zoetrope.ffmpeg.command.NearNames;
import dev.zoetrope.layout.ControlDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds what cannot be meant in a pipeline as a whole: who reads what from whom. */
public final class PipelineCheck {
  private final Pipeline pipeline;
  private final Problems problems;

  private PipelineCheck(Pipeline pipeline, Problems problems) {
    this.pipeline = pipeline;
    this.problems = problems;
  }

  /**
   * Checks names and streams.
   *
   * @param pipeline as described
   * @param problems takes what is wrong
   */
  public static void check(Pipeline pipeline, Problems problems) {
    if (problems.isIncomplete()) {
      return;
    }
    PipelineCheck check = new PipelineCheck(pipeline, problems);
    check.names();
    check.writers();
    pipeline.stages().forEach(check::reads);
    check.fullStreams();
    pipeline.stages().forEach(check::slots);
    check.circles();
    check.purpose();
  }

  private void names() {
    Map<String, Stage> named = new HashMap<>();
    for (Stage stage : pipeline.stages()) {
      Stage other = named.putIfAbsent(stage.name(), stage);
      if (other != null) {
        problems.usage(
            stage.place(),
            label(stage)
                + ": the name is that of "
                + label(other)
                + at(other.place())
                + "; give each process a name of its own");
      }
    }
  }

  private void writers() {
    Map<String, Stage> writers = new HashMap<>();
    Map<String, Write> writes = new HashMap<>();
    for (Stage stage : pipeline.stages()) {
      for (Write write : stage.writes()) {
        Stage other = writers.putIfAbsent(write.stream(), stage);
        Write first = writes.putIfAbsent(write.stream(), write);
        if (other != null) {
          problems.usage(
              write.place(),
              "stream '"
                  + write.stream()
                  + "': "
                  + label(stage)
                  + " writes it, and so does "
                  + label(other)
                  + at(first.place())
                  + "; "
                  + otherName(stage, write));
        }
      }
    }
  }

  private static String otherName(Stage stage, Write write) {
    return stage.role() == StageRole.CAPTURE && !write.isPromised()
        ? "name its streams, such as 'streams: {"
            + write.label()
            + ": "
            + stage.name()
            + "-"
            + write.label()
            + "}'"
        : "give one of them another name";
  }

  private void reads(Stage stage) {
    if (stage.readsCapture()) {
      int captures = pipeline.stages(StageRole.CAPTURE).size();
      if (captures != 1) {
        problems.usage(
            stage.place(),
            label(stage)
                + ": "
                + (captures == 0 ? "there is no capture" : "there are " + captures + " captures")
                + "; say with 'in' which streams it takes");
      }
      return;
    }
    Set<String> seen = new HashSet<>();
    Set<String> policies = new TreeSet<>();
    for (Read read : stage.reads()) {
      if (!seen.add(read.stream())) {
        problems.usage(
            read.place(),
            label(stage) + ": takes stream '" + read.stream() + "' twice; name it once");
      }
      if (pipeline.writer(read.stream()).isEmpty()) {
        problems.usage(read.place(), label(stage) + ": " + missing(read.stream()));
      }
      policies.add(read.policy() == null ? "" : read.policy());
      policy(stage, read);
    }
    boolean hasOne = stage.role() == StageRole.ENCODER || stage.role() == StageRole.COMMAND;
    if (policies.size() > 1 && hasOne) {
      problems.usage(
          stage.reads().get(0).place(),
          label(stage) + ": has one policy; give it to all of 'in', or to none");
    }
  }

  private String missing(String stream) {
    Set<String> known = new TreeSet<>();
    pipeline.stages().forEach(stage -> stage.writes().forEach(w -> known.add(w.stream())));
    String near = NearNames.suggestion(stream, known);
    String text = "nobody writes stream '" + stream + "'";
    boolean isStage = pipeline.stages().stream().anyMatch(s -> s.name().equals(stream));
    if (isStage && near.isEmpty()) {
      return text + "; '" + stream + "' is a process: read a stream that it writes";
    }
    if (known.isEmpty()) {
      return text + "; there are no streams";
    }
    return text + (near.isEmpty() ? "; there are: " + String.join(", ", known) : near);
  }

  private void policy(Stage stage, Read read) {
    if (read.policy() != null && stage.role() == StageRole.DISPLAY) {
      problems.usage(
          read.place(),
          label(stage)
              + ": a display takes the newest picture and the sound as it comes; drop 'policy'");
    }
  }

  /** Those of a file were checked where they stand. */
  private void slots(Stage stage) {
    for (Option setting : stage.settings()) {
      boolean isOfSlots = setting.key().equals("slots") || setting.key().equals("audio-slots");
      if (isOfSlots && setting.place().equals(Place.COMMAND_LINE)) {
        for (String value : setting.values()) {
          if (!Values.areSlots(value)) {
            problems.usage(
                setting.place(),
                "option '--"
                    + setting.key()
                    + "': cannot be '"
                    + value
                    + "'; allowed: "
                    + Values.SLOTS);
          }
        }
      }
    }
  }

  private void fullStreams() {
    for (Stage stage : pipeline.stages()) {
      for (Write write : stage.writes()) {
        int readers = pipeline.readers(write.stream()).size();
        if (readers > ControlDescriptor.MAX_READERS) {
          problems.usage(
              write.place(),
              "stream '"
                  + write.stream()
                  + "': has "
                  + readers
                  + " readers, allowed: "
                  + ControlDescriptor.MAX_READERS
                  + "; let some of them read what the filter 'null' makes of it");
        }
      }
    }
  }

  /** Each circle once, told where it closes. */
  private void circles() {
    Set<String> done = new HashSet<>();
    for (Stage stage : pipeline.stages()) {
      walk(stage, new ArrayList<>(), done);
    }
  }

  private void walk(Stage stage, List<String> path, Set<String> done) {
    int start = path.indexOf(stage.name());
    if (start >= 0) {
      List<String> circle = new ArrayList<>(path.subList(start, path.size()));
      circle.add(stage.name());
      problems.usage(
          stage.place(),
          label(stage)
              + ": reads what comes of its own output: "
              + String.join(" <- ", circle)
              + "; let one of them read something else");
      return;
    }
    if (!done.add(stage.name())) {
      return;
    }
    path.add(stage.name());
    for (Read read : stage.reads()) {
      pipeline.writer(read.stream()).ifPresent(writer -> walk(writer, path, done));
    }
    path.remove(path.size() - 1);
  }

  private void purpose() {
    for (Stage stage : pipeline.stages()) {
      if (!stage.isReader() && stage.writes().isEmpty()) {
        problems.usage(
            stage.place(),
            label(stage) + ": has neither 'in' nor 'out'; name a stream that it reads or writes");
      }
    }
    if (!pipeline.stages().isEmpty() && pipeline.stages().stream().noneMatch(Stage::isReader)) {
      problems.usage(
          pipeline.stages().get(0).place(),
          "nothing to do: nobody reads a stream; add 'encode' or 'display'");
    }
  }

  private static String label(Stage stage) {
    return stage.role().word() + " '" + stage.name() + "'";
  }

  private static String at(Place place) {
    return place.line() == 0 ? "" : " on line " + place.line();
  }
}
