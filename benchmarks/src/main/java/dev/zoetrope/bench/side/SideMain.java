package dev.zoetrope.bench.side;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A process of a benchmark: obeys lines on standard input, answers each with one on standard
 * output, and ends with its input.
 */
public final class SideMain {
  /** Name of the threads that are measured. */
  public static final String LOOP = "bench-loop";

  private SideMain() {}

  /**
   * Runs one side.
   *
   * @param args {@code write} or {@code read}
   * @throws InterruptedException when interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    Side side = args[0].equals("write") ? new WriterSide() : new ReaderSide();
    Thread loop = new Thread(() -> obey(side), LOOP);
    loop.start();
    loop.join();
    // Threads of transports may be left.
    System.exit(0);
  }

  private static void obey(Side side) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(answer(side, line));
      }
    } catch (IOException e) {
      // Whoever started this has gone.
    }
  }

  private static String answer(Side side, String line) {
    try {
      Command command = Command.parse(line);
      switch (command.verb()) {
        case "open" ->
            side.open(Transport.of(command.transport(), command.path(), command.first()));
        case "close" -> side.close(command.path());
        default -> {
          return "ok" + side.run(command);
        }
      }
      return "ok";
    } catch (IOException | RuntimeException e) {
      return "error " + e.toString().replaceAll("\\s+", " ");
    }
  }
}
