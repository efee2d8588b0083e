package dev.zoetrope.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds, before anything is started, what is sure to fail. */
final class Preflight {
  private static final Set<String> STANDARD_INPUT =
      Set.of("-", "pipe:", "pipe:0", "fd:", "fd:0", "/dev/stdin");

  private static final Pattern PROTOCOL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private Preflight() {}

  /**
   * Checks inputs and outputs that are files.
   *
   * @param arguments what the user asked for
   * @param overwrite whether outputs may exist
   * @throws IOException says in one line what is wrong, and what helps
   */
  static void check(RunArguments arguments, boolean overwrite) throws IOException {
    for (String input : arguments.inputs()) {
      refuseStandardInput(input);
    }
    List<Path> inputs = new ArrayList<>();
    // Behind -f there may be a device, or a pattern of names: only capture knows.
    if (!arguments.capture().contains("-f")) {
      for (String input : arguments.inputs()) {
        if (isFile(input)) {
          inputs.add(checkInput(input));
        }
      }
    }
    List<Path> outputs = new ArrayList<>();
    for (RunArguments.Output output : arguments.outputs()) {
      if (isFile(output.file()) && !isNullMuxer(output)) {
        Path path = checkOutput(output.file(), overwrite);
        if (outputs.contains(path)) {
          throw new IOException(
              "output '" + output.file() + "': given twice; give each -o a file of its own");
        }
        if (inputs.contains(path)) {
          throw new IOException(
              "output '" + output.file() + "': is the input as well; choose another file");
        }
        outputs.add(path);
      }
    }
  }

  /** Whether a name means a file, and one file. */
  static boolean isFile(String name) {
    return !name.equals("-") && !name.contains("%") && !PROTOCOL.matcher(name).matches();
  }

  private static boolean isNullMuxer(RunArguments.Output output) {
    int format = output.arguments().lastIndexOf("-f");
    return format >= 0
        && format + 1 < output.arguments().size()
        && output.arguments().get(format + 1).equals("null");
  }

  /** The standard input of a stage is its leash: see ADR 7. */
  private static void refuseStandardInput(String input) throws IOException {
    if (STANDARD_INPUT.contains(input)) {
      throw new IOException(
          "input '"
              + input
              + "': 'run' cannot read standard input; use a named pipe, or 'zoetrope capture -i -'"
              + " beside 'zoetrope encode'");
    }
  }

  private static Path checkInput(String name) throws IOException {
    Path path = path("input", name);
    if (!Files.exists(path)) {
      throw new IOException("input '" + name + "': no such file; check the name after -i");
    }
    if (Files.isDirectory(path)) {
      throw new IOException("input '" + name + "': is a directory; name a file");
    }
    if (!Files.isReadable(path)) {
      throw new IOException("input '" + name + "': permission denied; make it readable");
    }
    return path.toRealPath();
  }

  private static Path checkOutput(String name, boolean overwrite) throws IOException {
    Path path = path("output", name).toAbsolutePath().normalize();
    Path directory = path.getParent();
    if (directory == null || Files.isDirectory(path)) {
      throw new IOException("output '" + name + "': is a directory; name a file");
    }
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          "output '" + name + "': there is no directory '" + directory + "'; create it first");
    }
    if (!Files.exists(path)) {
      if (!Files.isWritable(directory)) {
        throw new IOException(
            "output '"
                + name
                + "': no permission to write in '"
                + directory
                + "'; choose another directory");
      }
      return directory.toRealPath().resolve(path.getFileName());
    }
    if (Files.isRegularFile(path) && !overwrite) {
      throw new IOException(
          "output '" + name + "': the file exists; add -y to overwrite it, or choose another name");
    }
    if (!Files.isWritable(path)) {
      throw new IOException("output '" + name + "': permission denied; choose another file");
    }
    // Not a regular file: a pipe or a device, which may well be given twice.
    return Files.isRegularFile(path) ? path.toRealPath() : path.resolve("-" + name.hashCode());
  }

  private static Path path(String what, String name) throws IOException {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new IOException(what + " '" + name + "': " + e.getReason(), e);
    }
  }
}
