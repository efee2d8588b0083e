package dev.zoetrope.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** An X server without a screen, Xvfb, on a display number that it chooses itself. */
final class VirtualScreen implements AutoCloseable {
  private final Process server;
  private final String display;

  private VirtualScreen(Process server, String display) {
    this.server = server;
    this.display = display;
  }

  /** Starts one that holds a 1080p window; empty where it is not installed or does not start. */
  static Optional<VirtualScreen> start() {
    Process server;
    try {
      server =
          new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "1920x1200x24", "-noreset")
              .redirectError(Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return Optional.empty();
    }
    BufferedReader said =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.US_ASCII));
    String number;
    try {
      number = said.readLine();
    } catch (IOException e) {
      number = null;
    }
    if (number == null) {
      server.destroy();
      return Optional.empty();
    }
    return Optional.of(new VirtualScreen(server, ":" + number));
  }

  /** What {@code DISPLAY} is to be. */
  String display() {
    return display;
  }

  @Override
  public void close() {
    server.destroy();
    try {
      server.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
