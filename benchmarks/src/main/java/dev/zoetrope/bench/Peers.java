package dev.zoetrope.bench;

import dev.zoetrope.bench.PairContender.Sides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What others use to move frames between processes, as far as it is installed. */
final class Peers {
  static final String FFMPEG = "FFmpeg pipe";
  static final String GSTREAMER = "GStreamer shm, unread";

  private static final int STEP_MS = 1;
  private static final long PATIENCE_S = 10;
  private static final String GST = "gst-launch-1.0";

  private final Players java;
  private final List<String> missing = new ArrayList<>();
  private List<String> ffmpeg;
  private boolean hasGst;

  private Peers(Players java) {
    this.java = java;
  }

  /**
   * Looks what there is.
   *
   * @param java plays those that are libraries
   * @param directory for what programs say
   */
  static Peers find(Players java, Path directory) throws InterruptedException {
    Peers peers = new Peers(java);
    try {
      peers.ffmpeg = FfmpegProgram.command(directory);
    } catch (IOException e) {
      peers.missing.add("FFmpeg pipe: left out; " + e.getMessage());
    }
    peers.hasGst = runs("gst-inspect-1.0", "shmsink");
    if (!peers.hasGst) {
      peers.missing.add(
          "GStreamer shm: left out; install gstreamer1.0-tools, gstreamer1.0-plugins-base and"
              + " gstreamer1.0-plugins-bad");
    }
    return peers;
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(PATIENCE_S, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** What is not there, a line for each. */
  List<String> missing() {
    return missing;
  }

  /** Those that hand something small over. */
  List<Contender> handOff(boolean spin) {
    return spin
        ? List.of(library("Aeron IPC", "aeron/spin"))
        : List.of(
            library("Unix socket, Java", "unix"),
            library("TCP loopback, Java", "tcp"),
            library("Aeron IPC, back-off", "aeron"));
  }

  /** Those that move pictures. */
  List<Contender> throughput(int[] size) {
    List<Contender> all = new ArrayList<>();
    all.add(library("Unix socket, Java", "unix"));
    all.add(library("TCP loopback, Java", "tcp"));
    all.add(library("Aeron IPC", "aeron"));
    if (ffmpeg != null) {
      all.add(new ProgramContender(FFMPEG, (s, path, n) -> ffmpegPipe(size, n)));
    }
    if (hasGst) {
      all.add(new ProgramContender(GSTREAMER, (s, path, n) -> gstreamer(size, path, n)));
    }
    return all;
  }

  private Contender library(String name, String transport) {
    return new PairContender(name, Role.PEER, java, transport, Sides.BOTH);
  }

  private List<Process> ffmpegPipe(int[] size, long frames) throws IOException {
    String raw = "-f rawvideo -pix_fmt yuv420p -video_size " + size[0] + "x" + size[1];
    String make = "-v error -nostdin " + raw + " -i /dev/zero -frames:v " + frames;
    ProcessBuilder writer = new ProcessBuilder(FfmpegProgram.with(ffmpeg, make + " -f rawvideo -"));
    String read = "-v error -nostdin " + raw + " -i - -f null -";
    ProcessBuilder reader = new ProcessBuilder(FfmpegProgram.with(ffmpeg, read));
    writer.redirectError(ProcessBuilder.Redirect.INHERIT);
    return ProcessBuilder.startPipeline(List.of(writer, quiet(reader)));
  }

  private static List<Process> gstreamer(int[] size, Path socket, long frames)
      throws IOException, InterruptedException {
    String picture = "video/x-raw,format=I420,width=" + size[0] + ",height=" + size[1];
    // When its reader has gone it complains of that, after all is done.
    Process writer =
        quiet(
                command(
                    GST
                        + " -q videotestsrc pattern=black num-buffers="
                        + frames
                        + " ! "
                        + picture
                        + " ! shmsink sync=false wait-for-connection=true shm-size=134217728"
                        + " socket-path="
                        + socket))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (!Files.exists(socket) && writer.isAlive() && System.nanoTime() - end < 0) {
      Thread.sleep(STEP_MS);
    }
    Process reader =
        quiet(
                command(
                    GST
                        + " -q shmsrc num-buffers="
                        + frames
                        + " socket-path="
                        + socket
                        + " ! fakesink sync=false"))
            .start();
    return List.of(writer, reader);
  }

  private static ProcessBuilder command(String words) {
    return new ProcessBuilder(words.split(" ", -1));
  }

  private static ProcessBuilder quiet(ProcessBuilder process) {
    return process
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }
}
