package dev.zoetrope.launcher.conformance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The control socket's bytes: lines of the handshake, and bells after them. Nothing here waits. */
final class Line {
  private final SocketChannel channel;
  private final StringBuilder text = new StringBuilder();
  private int bells;
  private boolean isOver;

  /** Reads from a channel, which must not block. */
  Line(SocketChannel channel) {
    this.channel = channel;
  }

  /** Takes what is there. */
  void read() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(256);
    try {
      for (int count = channel.read(bytes); count != 0 && !isOver; count = channel.read(bytes)) {
        isOver = count < 0;
        bytes.flip();
        while (bytes.hasRemaining()) {
          add((char) (bytes.get() & 0xFF));
        }
        bytes.clear();
      }
    } catch (IOException e) {
      isOver = true; // The peer reset the connection.
    }
  }

  private void add(char c) {
    if (isComplete()) {
      bells++;
    } else {
      text.append(c);
    }
  }

  /** Whether the whole line is there. */
  boolean isComplete() {
    return text.indexOf("\n") >= 0;
  }

  /** Whether the peer closed the connection. */
  boolean isOver() {
    return isOver;
  }

  /** Bells heard so far. */
  int bells() {
    return bells;
  }

  /** The line, as far as it is there, without its newline. */
  String text() {
    return text.toString().stripTrailing();
  }

  /** Bytes of the line, with its newline. */
  int length() {
    return text.length();
  }

  /** The words with an equals sign in them. */
  Map<String, String> keys() {
    Map<String, String> keys = new HashMap<>();
    for (String word : text().split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        keys.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return keys;
  }

  /** Sends text. */
  static void send(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
