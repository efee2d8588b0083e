package dev.zoetrope.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.capture.TestMedia.Track;
import dev.zoetrope.channel.ReaderState;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every mistake: one line that names it, an exit code that is not zero, within seconds. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ErrorsTest {
  private static final String PICTURES = "testsrc2=size=160x90:rate=25:duration=2";

  @TempDir Path directory;

  private CaptureRun run(String... arguments) throws Exception {
    return CaptureRun.of(directory.resolve("run"), List.of(), arguments);
  }

  private void fails(int exitCode, String expected, String... arguments) throws Exception {
    CaptureRun run = run(arguments);
    assertEquals(exitCode, run.exitCode, run.errors);
    assertEquals(1, run.errors.lines().count(), run.errors);
    assertTrue(run.errors.startsWith("zoetrope capture: "), run.errors);
    assertTrue(run.errors.contains(expected), run.errors);
    assertFalse(Files.exists(directory.resolve("run")), "files are left");
  }

  @Test
  void inputsThatCannotBeOpened() throws Exception {
    Path empty = Files.createFile(directory.resolve("empty.mp4"));
    Path text = Files.writeString(directory.resolve("text.bin"), "no media\n".repeat(100));
    Path whole = TestMedia.write(directory.resolve("a.mp4"), Track.of(PICTURES, "mpeg4"));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(directory.resolve("cut.mp4"), Arrays.copyOf(bytes, bytes.length / 2));
    fails(1, "input '/nonexistent/a.mp4': no such file", "-i", "/nonexistent/a.mp4");
    fails(1, "is a directory", "-i", directory.toString());
    fails(1, "'" + empty + "': the file is empty", "-i", empty.toString());
    fails(1, "not media that FFmpeg reads", "-i", text.toString());
    fails(1, "moov atom not found", "-i", cut.toString());
    fails(1, "no protocol 'gopherx'", "-i", "gopherx://host/a");
    fails(1, "-f 'nosuch': ", "-f", "nosuch", "-i", whole.toString());
    fails(1, "option '-framerat': ", "-framerat", "30", "-i", whole.toString());
    fails(1, "-map '0:a': matches no", "-map", "0:a", "-i", whole.toString());
    fails(1, "has 0 video (mpeg4)", "-map", "0:a", "-i", whole.toString());
    fails(1, "no stream of it is selected", "-vn", "-i", whole.toString());
    fails(1, "'nosuch=1'", "-i", "pattern:nosuch=1");
    fails(1, "leave out -ss", "-ss", "1", "-i", "pattern:testsrc2");
    fails(2, "-ss '-1': allowed: 0 and more; -sseof", "-ss", "-1", "-i", whole.toString());
    fails(2, "-sseof '1': allowed: less than 0", "-sseof", "1", "-i", whole.toString());
    fails(2, "'1': not with -sseof", "-sseof", "-1", "-to", "1", "-i", whole.toString());
    fails(2, "leave it out, or -ss", "-sseof", "-1", "-ss", "1", "-i", whole.toString());
    fails(1, "write such as pattern:testsrc2 or tone:sine", "-i", "tone:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-i=INPUT           | -t 3",
        "-map 'x': not a stream | -i a -map x",
        "-map '1:v': there are inputs 0 to 0 | -i a -map 1:v",
        "-ss 'later': not a time | -i a -ss later",
        "-t '0': allowed    | -i a -t 0",
        "-to '1': is not after the start | -i a -ss 2 -to 1",
        "--slots '1': allowed: 2 to 64 | -i a --slots 1",
        "--timeout '0.0': allowed | -i a --timeout 0",
        "option '--slotz': is unknown | -i a --slotz 3",
        "option '-foo': has no value | -i a -foo",
        "option '-copyts': there is none here; leave it out | -copyts -i a",
        "option '--pace': cannot be 'fast'; allowed: realtime, max | -i a --pace fast",
        "argument 'a.mp4': is not an option | -i a a.mp4",
      })
  void commandLinesThatCannotBeMeant(String expected, String arguments) throws Exception {
    fails(2, expected.trim(), arguments.trim().split(" ", -1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.mkv", "a.avi", "a.flv"})
  void truncatedFileDeliversWhatThereIs(String name) throws Exception {
    String encoder = name.endsWith("flv") ? "flv" : "mpeg4";
    Path whole = TestMedia.write(directory.resolve(name), Track.of(PICTURES, encoder));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut =
        Files.write(directory.resolve("cut-" + name), Arrays.copyOf(bytes, bytes.length / 2));
    CaptureRun run =
        CaptureRun.of(directory.resolve("run"), List.of("video"), "-i", cut.toString());
    assertEquals(1, run.exitCode);
    assertEquals(1, run.errors.lines().count(), run.errors);
    assertTrue(run.errors.contains("is truncated"), run.errors);
    assertEquals(ReaderState.ENDED, run.only().end);
    assertTrue(run.only().frames.size() > 5, () -> run.only().frames.size() + " frames");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rtsp://%s/x", "http://%s/x.mp4", "tcp://%s", "rtmp://%s/live/x"})
  void silentPeer(String url) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + server.getLocalPort();
      fails(1, "no answer for 0.5 s", "--timeout", "0.5", "-i", url.formatted(address));
    }
  }

  @Test
  void closedPort() throws Exception {
    int port;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    fails(1, "refused", "-i", "rtsp://127.0.0.1:" + port + "/x");
  }

  @Test
  void datagramsThatEnd() throws Exception {
    Path clip = TestMedia.write(directory.resolve("a.ts"), Track.of(PICTURES, "mpeg2video"));
    byte[] bytes = Files.readAllBytes(clip);
    InetAddress here = InetAddress.getLoopbackAddress();
    int port;
    try (DatagramSocket free = new DatagramSocket(0, here)) {
      port = free.getLocalPort();
    }
    Thread peer = new Thread(() -> send(new InetSocketAddress(here, port), bytes));
    peer.start();
    fails(1, "no answer for 0.7 s", "--timeout", "0.7", "-i", "udp://127.0.0.1:" + port);
    peer.join();
  }

  /** From the first datagram on that somebody took. */
  private static void send(InetSocketAddress to, byte[] bytes) {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(to);
      int sent = 0;
      while (sent < bytes.length) {
        int length = Math.min(7 * 188, bytes.length - sent);
        try {
          socket.send(new DatagramPacket(bytes, sent, length));
          sent += length;
        } catch (PortUnreachableException e) {
          sent = 0;
        }
        Thread.sleep(2);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void peerThatGoesSilentLater() throws Exception {
    Path clip = TestMedia.write(directory.resolve("a.ts"), Track.of(PICTURES, "mpeg2video"));
    byte[] bytes = Files.readAllBytes(clip);
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread peer = new Thread(() -> serveHalf(server, bytes));
      peer.start();
      String url = "http://127.0.0.1:" + server.getLocalPort() + "/a.ts";
      CaptureRun run =
          CaptureRun.of(directory.resolve("run"), List.of("video"), "--timeout", "0.7", "-i", url);
      assertEquals(1, run.exitCode);
      assertTrue(run.errors.contains("no answer for 0.7 s"), run.errors);
      assertTrue(run.only().frames.size() > 5, () -> run.only().frames.size() + " frames");
      assertEquals(ReaderState.ENDED, run.only().end);
    }
  }

  private static void serveHalf(ServerSocket server, byte[] bytes) {
    try (Socket socket = server.accept()) {
      OutputStream out = socket.getOutputStream();
      String head = "HTTP/1.0 200 OK\r\nContent-Length: " + bytes.length + "\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(bytes, 0, bytes.length / 2);
      out.flush();
      int octet = socket.getInputStream().read();
      while (octet >= 0) {
        octet = socket.getInputStream().read();
      }
    } catch (java.io.IOException e) {
      // The client has gone.
    }
  }

  @Test
  void soundThatCannotBeDecodedIsNamedAndThePicturesAreDelivered() throws Exception {
    CaptureRun run = damaged(0);
    assertEquals(1, run.exitCode);
    assertTrue(
        run.errors.contains("a.mp4': most of its sound could not be decoded: 0 frames, "),
        run.errors);
    assertEquals(1, run.errors.lines().count(), run.errors);
    assertEquals(50, run.only().frames.size());
    assertEquals(ReaderState.ENDED, run.only().end);
  }

  @Test
  void aLittleDamageIsNoFailure() throws Exception {
    CaptureRun run = damaged(15);
    assertEquals(0, run.exitCode, run.errors);
    assertEquals(50, run.only().frames.size());
  }

  /** Captures a clip whose sound is damaged from a packet on. */
  private CaptureRun damaged(int firstPacket) throws Exception {
    Track pictures = Track.of(PICTURES, "mpeg4");
    Track sound = Track.of("sine=duration=2", "flac");
    Path clip = TestMedia.write(directory.resolve("a.mp4"), pictures, sound);
    TestMedia.damage(clip, 1, firstPacket);
    return CaptureRun.of(
        directory.resolve("run"), List.of("video", "audio"), "-i", clip.toString());
  }

  @Test
  void readerThatNeverComes() throws Exception {
    fails(
        1,
        "--await 'ghost': did not join stream 'video'",
        "--await",
        "ghost",
        "--await-timeout",
        "0.3",
        "-i",
        "pattern:testsrc2");
  }
}
