package dev.zoetrope.bench;

import dev.zoetrope.bench.side.SideMain;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;

/**
 * Two processes, one that writes and one that reads.
 *
 * @param writer the one
 * @param reader the other
 */
record Pair(SideProcess writer, SideProcess reader) implements AutoCloseable {
  /** Two JVMs like this one. */
  static Pair java() throws IOException {
    return of(javaCommand());
  }

  /** The command line of such a JVM, but for its side. */
  static List<String> javaCommand() {
    return javaCommand(SideMain.class.getName());
  }

  /** The command line of a JVM like this one, without the program's arguments. */
  static List<String> javaCommand(String main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--") || option.startsWith("-X"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(main);
    return command;
  }

  /**
   * Two processes.
   *
   * @param command what to run; {@code write} or {@code read} is added
   */
  static Pair of(List<String> command) throws IOException {
    SideProcess writer = start(command, "write");
    try {
      return new Pair(writer, start(command, "read"));
    } catch (IOException e) {
      writer.close();
      throw e;
    }
  }

  private static SideProcess start(List<String> command, String side) throws IOException {
    List<String> all = new ArrayList<>(command);
    all.add(side);
    return new SideProcess(all);
  }

  boolean isAlive() {
    return writer.handle().isAlive() && reader.handle().isAlive();
  }

  /** For when one of them failed, and the other may wait for it. */
  void kill() {
    writer.kill();
    reader.kill();
  }

  @Override
  public void close() {
    CloseHelper.closeAll(writer, reader);
  }
}
