package dev.zoetrope.pipeline;

/**
 * Where something stands in a file.
 *
 * @param file name of the file; empty for what came from the command line
 * @param line from 1 on
 * @param column from 1 on
 */
public record Place(String file, int line, int column) {
  /** The command line, which has no lines. */
  public static final Place COMMAND_LINE = new Place("", 0, 0);

  /** What a message about something at this place begins with. */
  String prefix() {
    return file.isEmpty() ? "" : file + ":" + line + ":" + column + ": ";
  }
}
