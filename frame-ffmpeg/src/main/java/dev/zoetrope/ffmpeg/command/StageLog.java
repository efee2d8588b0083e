package dev.zoetrope.ffmpeg.command;

/**
 * Levels of the log, for the back end that the applications bring. They must be set before the
 * first class with a logger is loaded, or else the back end configures itself. A user's own {@code
 * logback.configurationFile} is left alone.
 */
public final class StageLog {
  private static final String CONFIGURATION = "logback.configurationFile";
  private static final String OURS = "dev/zoetrope/ffmpeg/command/stage-logback.xml";
  private static final String LEVEL = "zoetrope.log.level";

  private StageLog() {}

  /**
   * Sets the levels, where that was not done already.
   *
   * @param verbose log all
   * @param quiet log nothing
   */
  public static void configure(boolean verbose, boolean quiet) {
    if (System.getProperty(CONFIGURATION) == null) {
      System.setProperty(CONFIGURATION, OURS);
    }
    if (System.getProperty(LEVEL) == null) {
      System.setProperty(LEVEL, verbose ? "DEBUG" : quiet ? "OFF" : "WARN");
    }
  }
}
