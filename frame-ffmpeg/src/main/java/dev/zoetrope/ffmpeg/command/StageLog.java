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
  private static final String WARNINGS = "WARN";
  private static final String NOTHING = "OFF";

  private StageLog() {}

  /**
   * Whether more than warnings may be shown. The back end takes 70 ms to read its configuration:
   * who has only details to tell asks here before he wants a logger.
   */
  public static boolean isDetailed() {
    String level = System.getProperty(LEVEL, "");
    return !OURS.equals(System.getProperty(CONFIGURATION))
        || !(level.equals(WARNINGS) || level.equals(NOTHING));
  }

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
      System.setProperty(LEVEL, verbose ? "DEBUG" : quiet ? NOTHING : WARNINGS);
    }
  }
}
