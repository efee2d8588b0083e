package dev.zoetrope.bench;

import dev.zoetrope.bench.side.Command;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A process that writes or reads, and is told what to do line by line. */
final class SideProcess implements AutoCloseable {
  private static final long PATIENCE_S = 5;

  private final Process process;
  private final BufferedWriter told;
  private final BufferedReader said;

  /** Starts it. */
  SideProcess(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    told =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII));
    said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  /** Tells it something; {@link #answer} must follow. */
  void tell(Command command) throws IOException {
    told.write(command.line());
    told.newLine();
    told.flush();
  }

  /**
   * What it says of that.
   *
   * @param patienceNs longest wait; then it is killed
   * @return values by name
   * @throws IOException when it failed, has gone, or says nothing
   */
  Map<String, String> answer(long patienceNs) throws IOException {
    Future<?> alarm =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(patienceNs, TimeUnit.NANOSECONDS));
    String line = said.readLine();
    boolean isLate = !alarm.cancel(false);
    if (line == null && isLate) {
      throw new IOException(
          "a process of the benchmark did not answer within "
              + TimeUnit.NANOSECONDS.toSeconds(patienceNs)
              + " s");
    }
    if (line == null) {
      throw new IOException("a process of the benchmark has gone");
    }
    if (!line.startsWith("ok")) {
      throw new IOException("a process of the benchmark said: " + line);
    }
    Map<String, String> values = new HashMap<>();
    for (String word : line.substring("ok".length()).strip().split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        values.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return values;
  }

  void kill() {
    process.destroyForcibly();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Ends its input, and with it the process; one that does not end is killed. */
  @Override
  public void close() throws IOException {
    try (told;
        said) {
      told.close();
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
