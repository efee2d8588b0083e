package dev.zoetrope.capture;

import dev.zoetrope.ffmpeg.command.StageErrors;
import dev.zoetrope.region.PipelineDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** Runs the command as a user would, with readers on its streams. */
final class CaptureRun {
  final int exitCode;
  final String errors;
  final List<Received> streams;

  private CaptureRun(int exitCode, String errors, List<Received> streams) {
    this.exitCode = exitCode;
    this.errors = errors;
    this.streams = streams;
  }

  /** Runs a capture to its end; readers are attached to the streams named. */
  static CaptureRun of(Path runtime, List<String> streams, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("--runtime-dir", runtime.toString(), "--quiet"));
    if (!streams.isEmpty()) {
      all.addAll(List.of("--await", "test"));
    }
    all.addAll(List.of(arguments));
    PipelineDirectory pipeline = PipelineDirectory.of(runtime, "default");
    List<CompletableFuture<Received>> readers =
        streams.stream().map(stream -> Received.of(pipeline, stream)).toList();
    StringWriter errors = new StringWriter();
    int exitCode = command(errors).execute(all.toArray(new String[0]));
    List<Received> received = new ArrayList<>();
    for (CompletableFuture<Received> reader : readers) {
      received.add(reader.get(20, TimeUnit.SECONDS));
    }
    return new CaptureRun(exitCode, errors.toString(), received);
  }

  /** The command as the launcher has it: under a parent. */
  static CommandLine command(StringWriter errors) {
    CommandLine line = StageErrors.install(new CommandLine(new CaptureCommand().command()));
    return line.setErr(new PrintWriter(errors, true));
  }

  Received only() {
    return streams.get(0);
  }
}
