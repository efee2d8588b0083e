package dev.zoetrope.bench.side;

import dev.zoetrope.channel.ReaderPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A way of handing frames over, by its name on a command line such as {@code zoetrope/spin}.
 *
 * @param name what it is
 * @param options what else is said of it, after slashes
 * @param path file or directory of its own
 * @param length bytes of a frame
 */
record Transport(String name, List<String> options, Path path, int length) {
  private static final int MOST_READERS = 15;

  static Transport of(String words, String path, long length) {
    List<String> all = List.of(words.split("/", -1));
    return new Transport(
        all.get(0), all.subList(1, all.size()), Path.of(path), Math.toIntExact(length));
  }

  /** The end that sends. */
  Sender sender() throws IOException {
    return switch (name) {
      case "zoetrope" -> new ZoetropeSender(path, length, readers(), options.contains("spin"));
      case "flag" -> new Flag(path, true);
      case "copy", "steps" -> new Loops(path, length, true, name.equals("steps"));
      case "aeron" -> new AeronSender(path, length);
      case "unix", "tcp" -> SocketSender.listening(name, path, length);
      default -> throw unknown();
    };
  }

  /** The ends that receive: one, or as many as the options say. */
  List<Receiver> receivers() throws IOException {
    List<Receiver> all = new ArrayList<>();
    for (int i = 0; i < readers(); i++) {
      all.add(
          switch (name) {
            case "zoetrope" -> new ZoetropeReceiver(path, policy(), options.contains("spin"), i);
            case "flag" -> new Flag(path, false);
            case "copy", "steps" -> new Loops(path, length, false, name.equals("steps"));
            case "aeron" -> new AeronReceiver(path, length, options.contains("spin"));
            case "unix", "tcp" -> SocketReceiver.connected(name, path, length);
            default -> throw unknown();
          });
    }
    return all;
  }

  private ReaderPolicy policy() {
    return options.contains("latest") ? ReaderPolicy.LATEST : ReaderPolicy.EVERY;
  }

  private int readers() {
    for (int count = 1; count <= MOST_READERS; count++) {
      if (options.contains(Integer.toString(count))) {
        return count;
      }
    }
    return options.contains("0") ? 0 : 1;
  }

  private IllegalArgumentException unknown() {
    return new IllegalArgumentException("transport '" + name + "' is unknown");
  }
}
