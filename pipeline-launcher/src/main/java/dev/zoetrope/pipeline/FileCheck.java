package dev.zoetrope.pipeline;

import dev.zoetrope.encoder.OutputLock;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds, before anything is started, inputs and outputs that are sure to fail. */
public final class FileCheck {
  private static final Set<String> STANDARD_INPUT =
      Set.of("-", "pipe:", "pipe:0", "fd:", "fd:0", "/dev/stdin");
  private static final Set<String> STANDARD_OUTPUT =
      Set.of("-", "pipe:", "pipe:1", "fd:1", "/dev/stdout");
  private static final Pattern PROTOCOL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private final Problems problems;
  private final boolean overwrite;
  private final List<Path> inputs = new ArrayList<>();
  private final List<Path> outputs = new ArrayList<>();
  private boolean standardOutputIsTaken;

  private FileCheck(Problems problems, boolean overwrite) {
    this.problems = problems;
    this.overwrite = overwrite;
  }

  /**
   * Checks inputs, outputs and class paths that are files, and programs.
   *
   * @param pipeline as described
   * @param overwrite whether outputs may exist
   * @param problems takes what is wrong
   */
  public static void check(Pipeline pipeline, boolean overwrite, Problems problems) {
    FileCheck check = new FileCheck(problems, overwrite);
    pipeline.stages(StageRole.CAPTURE).forEach(check::inputs);
    pipeline.stages(StageRole.CLASS).forEach(check::classPath);
    pipeline.stages(StageRole.COMMAND).forEach(check::program);
    pipeline.stages(StageRole.ENCODER).forEach(check::output);
  }

  private void inputs(Stage capture) {
    for (Text subject : capture.subject()) {
      String input = subject.value();
      try {
        refuseStandardInput(input);
        // Behind -f there may be a device, or a pattern of names: only capture knows.
        if (capture.option("f") == null && isFile(input)) {
          inputs.add(checkInput(input));
        }
      } catch (IOException e) {
        problems.files(subject.place(), e.getMessage());
      }
    }
  }

  private void classPath(Stage stage) {
    for (String entry : stage.launch().classPath()) {
      boolean isWildcard = entry.endsWith("*");
      Path path = Path.of(isWildcard ? entry.substring(0, entry.length() - 1) : entry);
      if (!Files.exists(path)) {
        problems.files(
            stage.place(), "class path '" + entry + "': no such file; build it, or check its name");
      }
    }
  }

  /** As a shell finds it: along the PATH, unless the name has a slash. */
  private void program(Stage stage) {
    Text subject = stage.subject().get(0);
    String program = subject.value();
    String path = stage.launch().environment().getOrDefault("PATH", System.getenv("PATH"));
    if (program.isEmpty() || path == null || File.separatorChar != '/') {
      return;
    }
    if (program.indexOf('/') >= 0) {
      if (!isProgram(Path.of(program))) {
        problems.files(
            subject.place(),
            "command '" + program + "': no such program; check its name, or make it executable");
      }
    } else if (Stream.of(path.split(":", -1)).noneMatch(at -> isProgram(Path.of(at, program)))) {
      problems.files(
          subject.place(),
          "command '"
              + program
              + "': no such program along the PATH; install it, or write where it is");
    }
  }

  private static boolean isProgram(Path file) {
    return Files.isExecutable(file) && !Files.isDirectory(file);
  }

  private void output(Stage encoder) {
    Text subject = encoder.subject().get(0);
    String output = subject.value();
    if (STANDARD_OUTPUT.contains(output)) {
      if (standardOutputIsTaken) {
        problems.usage(
            subject.place(), "output '" + output + "': standard output has room for one of them");
      }
      standardOutputIsTaken = true;
    }
    if (!isFile(output) || "null".equals(encoder.option("f"))) {
      return;
    }
    try {
      boolean mayExist = overwrite || encoder.option("y") != null;
      Path path = checkOutput(output, mayExist);
      if (isAmong(outputs, path)) {
        problems.usage(
            subject.place(),
            "output '" + output + "': given twice; give each one a file of its own");
      } else if (isAmong(inputs, path)) {
        problems.usage(
            subject.place(), "output '" + output + "': is the input as well; choose another file");
      }
      outputs.add(path);
    } catch (IOException e) {
      problems.files(subject.place(), e.getMessage());
    }
  }

  /** Whether a file is one of these, be it under another name: by a hard link, say. */
  private static boolean isAmong(List<Path> files, Path file) throws IOException {
    for (Path other : files) {
      boolean isLinked = Files.isRegularFile(other) && Files.isRegularFile(file);
      if (other.equals(file) || (isLinked && Files.isSameFile(other, file))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a name means a file, and one file. */
  public static boolean isFile(String name) {
    return !name.equals("-") && !name.contains("%") && !PROTOCOL.matcher(name).matches();
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
      throw new IOException("input '" + name + "': no such file; check its name");
    }
    if (Files.isDirectory(path)) {
      throw new IOException("input '" + name + "': is a directory; name a file");
    }
    if (!Files.isReadable(path)) {
      throw new IOException("input '" + name + "': permission denied; make it readable");
    }
    return path.toRealPath();
  }

  private static Path checkOutput(String name, boolean mayExist) throws IOException {
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
    OutputLock.refuseTaken(name, path);
    if (Files.isRegularFile(path) && !mayExist) {
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
    if (name.isEmpty()) {
      throw new IOException(what + " '': the name is empty; name a file");
    }
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new IOException(what + " '" + name + "': " + e.getReason(), e);
    }
  }
}
