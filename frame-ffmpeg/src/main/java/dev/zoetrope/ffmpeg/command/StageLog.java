package dev.zoetrope.ffmpeg.command;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

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
   * A logger for details, below warnings. Where nobody sees them it says nothing, and the back end,
   * which takes 70 ms to read its configuration, stays out of the start.
   *
   * @param of whose details; not for a static field, which may come before the levels
   */
  public static Logger details(Class<?> of) {
    return isDetailed() ? LoggerFactory.getLogger(of) : NOPLogger.NOP_LOGGER;
  }

  private static boolean isDetailed() {
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
