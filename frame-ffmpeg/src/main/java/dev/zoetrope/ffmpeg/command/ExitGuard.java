package dev.zoetrope.ffmpeg.command;

/** Does something when the JVM is shut down, by {@code System.exit} above all, before it closes. */
final class ExitGuard implements AutoCloseable {
  private final Thread hook;

  ExitGuard(Runnable onExit) {
    hook = new Thread(onExit, "zoetrope-exit");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs, or is about to.
    }
  }
}
