package dev.zoetrope.ffmpeg.command;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final String WRONG_VALUE = "Invalid value for option '([^']*)'[^:]*: (.*)";
  private static final String NO_SUCH_CHOICE = "expected one of \\[(.*)\\] \\(.*\\) but was '(.*)'";

  /** Sets itself up for a command and its subcommands. */
  public static CommandLine install(CommandLine line) {
    StageErrors errors = new StageErrors();
    return line.setExecutionExceptionHandler(errors)
        .setParameterExceptionHandler(errors)
        .setOverwrittenOptionsAllowed(true);
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
    String message =
        error instanceof UnmatchedArgumentException unmatched
            ? unmatched(unmatched.getUnmatched().get(0), line)
            : message(error);
    print(line, message + "; see '" + name(line) + " --help'");
    return USAGE;
  }

  private static String unmatched(String argument, CommandLine line) {
    if (argument.startsWith("-")) {
      String name = argument.replaceFirst("=.*", "");
      return "option '" + name + "': unknown" + NearNames.suggestion(name, options(line));
    }
    Set<String> commands = line.getSubcommands().keySet();
    if (commands.isEmpty()) {
      return "argument '" + argument + "': one too many";
    }
    String all = "the commands are " + String.join(", ", commands);
    return "command '" + argument + "': unknown" + NearNames.suggestionOr(argument, commands, all);
  }

  private static Set<String> options(CommandLine line) {
    return line.getCommandSpec().optionsMap().keySet();
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
  public static String message(Throwable error) {
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
    return ours(message.replaceAll("\\s*\\R\\s*", " ").strip()) + remedy(message);
  }

  /** What helps against a limit of the system, whose words say no more than that there is one. */
  private static String remedy(String message) {
    return message.endsWith("Too many open files")
        ? "; raise that limit, such as with 'ulimit -n 1024'"
        : "";
  }

  /** Picocli's words for a wrong value, as those of all other messages. */
  private static String ours(String line) {
    Matcher wrong = Pattern.compile(WRONG_VALUE).matcher(line);
    if (!wrong.matches()) {
      return line;
    }
    String why = wrong.group(2);
    Matcher choice = Pattern.compile(NO_SUCH_CHOICE).matcher(why);
    if (choice.matches()) {
      String allowed = choice.group(1).toLowerCase(Locale.ROOT);
      why = "cannot be '" + choice.group(2) + "'; allowed: " + allowed;
    }
    why = why.replaceFirst(" is not an? (int|long)$", " is no whole number");
    why = why.replaceFirst(" is not an? (float|double)$", " is no number");
    return "option '" + wrong.group(1) + "': " + why;
  }
}
