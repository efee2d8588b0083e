package dev.zoetrope.channel;

import dev.zoetrope.region.StreamNames;
import java.util.HashMap;
import java.util.Map;

/**
 * The one line of text that each side of the control socket sends first. Any byte after that is a
 * doorbell.
 *
 * <pre>
 * reader: ZOETROPE 1 READER name=encoder policy=every pid=4711\n
 * writer: OK epoch=3 cell=2 control=video.3.control frames=video.3.frames\n
 *     or: ERROR code text\n
 * </pre>
 *
 * <p>Lines are ASCII, at most {@link #MAX_LENGTH} bytes with the newline. Unknown keys are ignored.
 */
final class Handshake {
  /** Most bytes of a line. */
  static final int MAX_LENGTH = 512;

  private static final String FULL = "full ";
  private static final String GREETING = "ZOETROPE ";
  private static final String VERSION = "1";

  private Handshake() {}

  /** What a reader asks for. */
  record Request(String name, ReaderPolicy policy, long pid) {
    String line() {
      return GREETING
          + VERSION
          + " READER name="
          + name
          + " policy="
          + policy.token()
          + " pid="
          + pid
          + "\n";
    }
  }

  /** What a writer grants. */
  record Grant(long epoch, int cell, String control, String frames) {
    String line() {
      return "OK epoch="
          + epoch
          + " cell="
          + cell
          + " control="
          + control
          + " frames="
          + frames
          + "\n";
    }
  }

  /** A line that cannot be honoured; the message is {@code code text}. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String code, String text) {
      super(code + " " + text);
    }
  }

  static Request parseRequest(String line) throws Refusal {
    if (!line.startsWith(GREETING)) {
      throw new Refusal("greeting", "expected 'ZOETROPE 1 READER name=... policy=...'");
    }
    String[] words = line.substring(GREETING.length()).split(" ", -1);
    if (!words[0].equals(VERSION)) {
      throw new Refusal(
          "version",
          "protocol '" + StreamNames.printable(words[0]) + "' is not spoken here, allowed: 1");
    }
    if (words.length < 2 || !words[1].equals("READER")) {
      throw new Refusal("role", "expected READER");
    }
    try {
      Map<String, String> keys = keys(words, 2);
      String name = StreamNames.check("reader", keys.get("name"));
      ReaderPolicy policy =
          ReaderPolicy.of(StreamNames.printable(keys.getOrDefault("policy", "every")));
      return new Request(name, policy, Long.parseLong(keys.getOrDefault("pid", "0")));
    } catch (NumberFormatException e) {
      throw new Refusal("argument", "pid is not a number");
    } catch (IllegalArgumentException e) {
      throw new Refusal("argument", e.getMessage());
    }
  }

  static Grant parseReply(String line) throws ChannelException {
    if (line.startsWith("ERROR ")) {
      String why = StreamNames.printableLine(line.substring("ERROR ".length()));
      throw new ChannelException(
          why.startsWith(FULL)
              ? why.substring(FULL.length()) + "; end one, or read what a filter makes of it"
              : why);
    }
    String[] words = line.split(" ", -1);
    if (!words[0].equals("OK")) {
      throw new ChannelException(
          "the writer answered '" + StreamNames.printable(line) + "', expected OK or ERROR");
    }
    try {
      Map<String, String> keys = keys(words, 1);
      return new Grant(
          Long.parseLong(keys.get("epoch")),
          Integer.parseInt(keys.get("cell")),
          keys.get("control"),
          keys.get("frames"));
    } catch (IllegalArgumentException e) {
      throw new ChannelException(
          "the writer answered '" + StreamNames.printable(line) + "', which cannot be read");
    }
  }

  private static Map<String, String> keys(String[] words, int from) {
    Map<String, String> keys = new HashMap<>();
    for (int i = from; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals > 0) {
        keys.put(words[i].substring(0, equals), words[i].substring(equals + 1));
      }
    }
    return keys;
  }
}
