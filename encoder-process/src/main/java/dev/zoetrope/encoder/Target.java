package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avformat.av_filename_number_test;
import static org.bytedeco.ffmpeg.global.avformat.av_get_frame_filename2;
import static org.bytedeco.ffmpeg.global.avformat.avio_find_protocol_name;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where an output goes.
 *
 * @param name as the user wrote it
 * @param url as FFmpeg opens it
 * @param protocol FFmpeg's name, {@code file} for files
 */
record Target(String name, String url, String protocol) {
  private static final int MAX_PATH = 4096;
  private static final String FILE_SCHEME = "file:";

  static Target of(String name) {
    String url = name.equals("-") ? "pipe:1" : name;
    String protocol = avio_find_protocol_name(url);
    return new Target(name, url, protocol == null ? "" : protocol);
  }

  boolean isFile() {
    return protocol.equals("file");
  }

  boolean isNetwork() {
    return !isFile() && !protocol.equals("pipe") && !protocol.equals("fd");
  }

  /** Whether a muxer may go back in it. */
  boolean isSeekable() {
    return isFile();
  }

  /** The file, if it is one. */
  Path path() {
    return Path.of(plainPath());
  }

  private String plainPath() {
    return url.startsWith(FILE_SCHEME) ? url.substring(FILE_SCHEME.length()) : url;
  }

  /** The file, or of a numbered sequence the first one. */
  Path path(int startNumber) {
    String path = plainPath();
    if (av_filename_number_test(path) != 0) {
      byte[] first = new byte[MAX_PATH];
      if (av_get_frame_filename2(first, first.length, path, startNumber, 0) == 0) {
        int length = 0;
        while (first[length] != 0) {
          length++;
        }
        path = new String(first, 0, length, StandardCharsets.UTF_8);
      }
    }
    return Path.of(path);
  }

  /** Removes the file of an output that failed before it had a packet. */
  void remove() {
    try {
      if (isFile() && Files.isRegularFile(path())) {
        Files.delete(path());
      }
    } catch (IOException e) {
      // It stays; what went wrong before is what the user must hear.
    }
  }

  /**
   * Refuses a file that must not or cannot be written, before anything runs.
   *
   * @param overwrite whether an existing one may be replaced
   * @param startNumber of a sequence
   * @throws OutputException naming the file and what to do
   */
  void check(boolean overwrite, int startNumber) throws OutputException {
    if (!isFile()) {
      return;
    }
    Path file = path(startNumber);
    Path parent = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new OutputException("output '" + name + "': is a directory; name a file in it");
    }
    OutputLock.refuseTaken(name, file);
    if (Files.exists(file) && !overwrite) {
      throw new OutputException(
          "output '" + file + "': exists already; use -y to overwrite it, or choose another name");
    }
    if (parent != null && !Files.isDirectory(parent)) {
      throw new OutputException(
          "output '" + name + "': there is no directory '" + parent + "'; create it first");
    }
    boolean writable = Files.exists(file) ? Files.isWritable(file) : Files.isWritable(parent);
    if (!writable) {
      throw new OutputException("output '" + name + "': permission denied");
    }
  }
}
