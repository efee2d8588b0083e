package dev.zoetrope.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopSignalTest {
  @Test
  void listenersRunOnceAndLateOnesAtOnce() {
    StopSignal signal = new StopSignal();
    AtomicInteger early = new AtomicInteger();
    signal.onRequest(early::incrementAndGet);
    assertFalse(signal.isRequested());
    signal.request();
    signal.request();
    assertTrue(signal.isRequested());
    assertEquals(1, early.get());
    AtomicInteger late = new AtomicInteger();
    signal.onRequest(late::incrementAndGet);
    assertEquals(1, late.get());
  }

  @Test
  void aLineOrTheEndOfInputStopsASupervisedStage() throws InterruptedException {
    for (String input : new String[] {"stop\n", ""}) {
      CountDownLatch stopped = new CountDownLatch(1);
      StopSignal signal =
          StopSignal.onSupervisor(
              new ByteArrayInputStream(input.getBytes(StandardCharsets.US_ASCII)));
      signal.onRequest(stopped::countDown);
      assertTrue(stopped.await(20, TimeUnit.SECONDS));
    }
  }

  /** Without that, it would end here, and half an output would be left. */
  @Test
  void aTerminationAfterTheLaunchersStopDoesNotHaltTheStage() {
    StopSignal signal = new StopSignal();
    signal.request();

    signal.requestThenHalt().run();

    assertTrue(signal.isRequested());
  }

  @Test
  void theExitOfTheProcessIsNoStop() throws IOException, InterruptedException {
    Pipe leash = Pipe.open();
    StopSignal signal = StopSignal.onSupervisor(Channels.newInputStream(leash.source()));
    Thread listener =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("zoetrope-supervisor"))
            .filter(Thread::isAlive)
            .findFirst()
            .orElseThrow();

    listener.interrupt();

    listener.join(20_000);
    assertFalse(listener.isAlive());
    assertFalse(signal.isRequested());
    leash.sink().close();
  }

  /** A signal may end the JVM before there is a handler for it. */
  @Test
  void aStageThatIsBeingEndedAsItStartsBeginsNothing(@TempDir Path home)
      throws IOException, InterruptedException {
    Path said = home.resolve("said");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Late.class.getName()));

    Process late =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();

    assertEquals(7, late.waitFor());
    assertEquals("", Files.readString(said));
  }

  /** A stage that comes to its signals when its JVM ends already. */
  static final class Late {
    private Late() {}

    @SuppressWarnings("SystemOut") // The protocol with the test.
    public static void main(String[] arguments) {
      Thread stage =
          new Thread(
              () -> {
                StopSignal.onSupervisor();
                System.out.println("began");
              });
      stage.setDaemon(true);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    stage.start();
                    try {
                      stage.join(1000);
                    } catch (InterruptedException e) {
                      System.out.println("interrupted");
                    }
                  }));
      System.exit(7);
    }
  }
}
