package dev.zoetrope.ffmpeg.command;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Errors as users see them: one line on standard error that begins with the command's name. A stack
 * trace only with {@code --verbose}. Exit code 1 for what failed, 2 for what was asked wrongly.
 */
public final class StageErrors implements IExecutionExceptionHandler, IParameterExceptionHandler {
  /** Exit code of a stage that failed. */
  public static final int FAILED = 1;

  /** Exit code of a command line that cannot be meant. */
  public static final int USAGE = 2;

  private static final String PROGRAM = "zoetrope";

  /** Sets itself up for a command and its subcommands. */
  public static CommandLine install(CommandLine line) {
    StageErrors errors = new StageErrors();
    return line.setExecutionExceptionHandler(errors).setParameterExceptionHandler(errors);
  }

  @Override
  public int handleExecutionException(Exception error, CommandLine line, ParseResult parsed) {
    report(error, line, parsed != null && isVerbose(parsed));
    return FAILED;
  }

  private static boolean isVerbose(ParseResult parsed) {
    for (ParseResult at = parsed; at != null; at = at.subcommand()) {
      if (at.hasMatchedOption("--verbose")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine line = error.getCommandLine();
    String message = message(error);
    if (error instanceof UnmatchedArgumentException unmatched) {
      List<String> near = unmatched.getSuggestions();
      message += near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    }
    print(line, message + "; see '" + name(line) + " --help'");
    return USAGE;
  }

  /**
   * Reports an error without ending anything.
   *
   * @param error what happened
   * @param line the command
   * @param verbose whether to show the stack trace
   */
  public static void report(Throwable error, CommandLine line, boolean verbose) {
    print(line, message(error));
    if (verbose) {
      PrintWriter out = line.getErr();
      error.printStackTrace(out);
      out.flush();
    }
  }

  private static void print(CommandLine line, String message) {
    PrintWriter out = line.getErr();
    out.println(name(line) + ": " + message);
    out.flush();
  }

  private static String name(CommandLine line) {
    String name = line.getCommandSpec().qualifiedName(" ");
    return name.startsWith(PROGRAM) ? name : PROGRAM + " " + name;
  }

  /** One line for an error, with what Java's own messages leave out. */
  static String message(Throwable error) {
    Throwable cause = error;
    while ((cause instanceof UncheckedIOException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    if (cause instanceof NoSuchFileException) {
      message = "'" + message + "': no such file or directory";
    } else if (cause instanceof AccessDeniedException) {
      message = "'" + message + "': permission denied";
    } else if (cause instanceof FileSystemException failed && failed.getReason() == null) {
      message = "'" + message + "': " + cause.getClass().getSimpleName();
    } else if (message == null || message.isBlank()) {
      message = cause.getClass().getSimpleName() + " (run with --verbose for the stack trace)";
    } else if (cause instanceof RuntimeException
        && !(cause instanceof IllegalArgumentException)
        && !(cause instanceof CommandLine.PicocliException)
        && !cause.getClass().getName().startsWith("dev.zoetrope.")) {
      message = cause.getClass().getSimpleName() + ": " + message;
    }
    return message.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
