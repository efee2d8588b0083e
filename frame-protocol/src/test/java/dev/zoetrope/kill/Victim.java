package dev.zoetrope.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.testing.TestPipeline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The test's end of a {@link VictimMain}. */
final class Victim implements AutoCloseable {
  private final Process process;
  private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();

  private Victim(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "victim-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a process that waits for its order. */
  static Victim start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx32m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-Xshare:auto", "-XX:-UsePerfData", "-Dzoetrope.probe=true"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(VictimMain.class.getName());
    return new Victim(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        replies.add(line);
      }
    } catch (IOException e) {
      // As good as its end.
    }
    replies.add("ended");
  }

  /** What it shall be: a writer that halts at a place. */
  void write(TestPipeline pipeline, Place place, int visit, long stallTimeoutNs, Bug bug)
      throws IOException {
    order("writer", pipeline, place, visit, bug, Long.toString(stallTimeoutNs));
  }

  /** What it shall be: a reader that halts at a place. */
  void read(TestPipeline pipeline, Place place, int visit, ReaderPolicy policy, Bug bug)
      throws IOException {
    order("reader", pipeline, place, visit, bug, policy.token());
  }

  private void order(
      String role, TestPipeline pipeline, Place place, int visit, Bug bug, String more)
      throws IOException {
    String where = pipeline.runtime() + " " + pipeline.directory().name();
    tell(String.join(" ", role, where, place.name(), "" + visit, bug.name(), more));
  }

  private void tell(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
  }

  /** Waits until it has come to its place. */
  void awaitReached() throws InterruptedException {
    await("reached");
  }

  /** Whether it comes to its place in time. */
  boolean reaches(long timeoutNs) throws InterruptedException {
    String reply = replies.poll(timeoutNs, TimeUnit.NANOSECONDS);
    assertTrue(reply == null || reply.equals("reached"), reply);
    return reply != null;
  }

  /** Lets it go on from its place, and waits until it has worked again. */
  void goOn() throws IOException, InterruptedException {
    tell("go");
    await("again");
  }

  private void await(String expected) throws InterruptedException {
    assertEquals(expected, replies.poll(TestPipeline.SOON_NS, TimeUnit.NANOSECONDS));
  }

  /** Sends a signal, such as {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start();
    assertEquals(0, kill.waitFor());
  }

  /** {@code kill -9}, and waits for the end. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertTrue(process.waitFor(TestPipeline.SOON_NS, TimeUnit.NANOSECONDS));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
