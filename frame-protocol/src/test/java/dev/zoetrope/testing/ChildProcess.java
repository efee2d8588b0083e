package dev.zoetrope.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/** A JVM of its own that obeys one command a line; see {@link ChildMain}. */
public final class ChildProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader replies;

  /** Starts a child that works on a pipeline. */
  public ChildProcess(TestPipeline pipeline) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-XX:ErrorFile=target/hs_err_%p.log", "-XX:-CreateCoredumpOnCrash"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ChildMain.class.getName(), pipeline.runtime().toString()));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    replies =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  /** Sends a command without waiting for the reply. */
  public void tell(String command) throws IOException {
    process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
  }

  /** The next reply. */
  public String reply() throws IOException {
    String reply = replies.readLine();
    Assertions.assertNotNull(reply, "the child died");
    return reply;
  }

  /** Whether the child ends without being killed, by an error or by a fault. */
  public boolean endsItself() throws InterruptedException {
    return process.waitFor(20, TimeUnit.SECONDS);
  }

  /** Sends a command and waits for the reply. */
  public String ask(String command) throws IOException {
    tell(command);
    return reply();
  }

  /** Process id. */
  public long pid() {
    return process.pid();
  }

  /** Sends a signal, such as {@code STOP}. */
  public void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid()).start();
    Assertions.assertEquals(0, kill.waitFor());
  }

  /** {@code kill -9}, and waits for the end. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    Assertions.assertTrue(process.waitFor(20, TimeUnit.SECONDS));
  }

  @Override
  public void close() {
    try {
      kill();
      replies.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
