package dev.zoetrope.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.ffmpeg.Ffmpeg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Equality with the ffmpeg program of the same build, frame by frame: content, presentation time,
 * order. Where that program does not start (it wants libpulse and xcb), this is skipped.
 */
@Tag("once")
class ReferenceTest {
  private static final String VIDEO = "testsrc2=size=%s:rate=25:duration=1";

  private static final Map<String, String> PCM =
      Map.of("s16", "s16le", "s32", "s32le", "flt", "f32le", "dbl", "f64le", "u8", "u8");

  private static String program;

  @TempDir Path directory;

  @BeforeAll
  static void findProgram() throws Exception {
    Ffmpeg.initialize(false, true);
    try {
      program = Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
    } catch (UnsatisfiedLinkError e) {
      abort("the ffmpeg program does not start here: " + e.getMessage());
    }
    assumeTrue(
        builder(List.of(program, "-version"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor()
            == 0,
        "the ffmpeg program does not start here");
  }

  /** The program finds only some of the libraries beside it by itself. */
  private static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LD_LIBRARY_PATH", Path.of(program).getParent().toString());
    return builder;
  }

  private void ffmpeg(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(program, "-v", "error", "-nostdin", "-y"));
    command.addAll(Arrays.asList(arguments));
    Path log = directory.resolve("log");
    int code =
        builder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    assertEquals(0, code, () -> read(log) + command);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "h264.mp4  | 320x180 | -c:v libopenh264 -g 12",
        "mpeg4.mp4 | 322x182 | -c:v mpeg4 -bf 2 -g 10",
        "mpeg4.avi | 320x180 | -c:v mpeg4 -bf 2",
        "mpeg2.ts  | 320x180 | -c:v mpeg2video -bf 2",
        "mpeg2.mpg | 352x288 | -c:v mpeg2video -bf 2 -flags +ildct+ilme",
        "mpeg2.m2v | 352x288 | -c:v mpeg2video -bf 2 -f mpeg2video",
        "h264.h264 | 320x180 | -c:v libopenh264 -f h264",
        "vp8.webm  | 321x181 | -c:v libvpx -deadline realtime",
        "vp9.webm  | 321x181 | -c:v libvpx-vp9 -deadline realtime -cpu-used 8",
        "av1.mkv   | 128x96  | -c:v libsvtav1 -preset 12",
        "mjpeg.mov | 33x17   | -c:v mjpeg -pix_fmt yuvj444p",
        "ffv1.mkv  | 67x49   | -c:v ffv1 -pix_fmt yuv422p10le",
        "ffv1a.mkv | 2x2     | -vf format=yuva444p16le,crop=1:1 -c:v ffv1",
        "gray.mkv  | 31x7    | -c:v ffv1 -pix_fmt gray16le",
        "png.mkv   | 45x33   | -c:v png -pix_fmt rgba64be",
        "pal.mkv   | 45x33   | -c:v png -pix_fmt pal8",
        "anim.gif  | 45x33   | -c:v gif",
        "raw.nut   | 45x33   | -c:v rawvideo -pix_fmt bgr24",
        "raw10.nut | 46x34   | -c:v rawvideo -pix_fmt p010le",
        "y4m.y4m   | 46x34   | -pix_fmt yuv420p",
        "flv1.flv  | 320x180 | -c:v flv1",
      })
  void videoEquals(String name, String size, String encoding) throws Exception {
    make(name, List.of("-f", "lavfi", "-i", VIDEO.formatted(size)), encoding);
    compare(name, List.of("video"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.wav   | 1 | 48000 | -c:a pcm_s16le",
        "2.wav   | 2 | 44100 | -c:a pcm_f32le",
        "8.wav   | 8 | 48000 | -c:a pcm_s24le",
        "u8.wav  | 3 | 8000  | -c:a pcm_u8",
        "aac.m4a | 2 | 44100 | -c:a aac",
        "aac.mkv | 6 | 48000 | -c:a aac",
        "aac.ts  | 2 | 48000 | -c:a aac",
        "mp3.mp3 | 2 | 44100 | -c:a libmp3lame",
        "mp3.mkv | 1 | 22050 | -c:a libmp3lame",
        "opus.webm | 2 | 48000 | -c:a libopus",
        "flac.flac | 4 | 96000 | -c:a flac",
        "flac.mkv | 5 | 44100 | -c:a flac -sample_fmt s32",
        "ac3.mkv | 6 | 48000 | -c:a ac3",
        "alac.m4a | 2 | 44100 | -c:a alac",
      })
  void audioEquals(String name, int channels, int rate, String encoding) throws Exception {
    List<String> expressions = new ArrayList<>();
    for (int channel = 0; channel < channels; channel++) {
      expressions.add("0.2*sin(" + (channel + 2) * 700 + "*t)");
    }
    String source = "aevalsrc=" + String.join("|", expressions) + ":d=1:s=" + rate;
    make(name, List.of("-f", "lavfi", "-i", source), encoding);
    compare(name, List.of("audio"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.mp4  | -c:v mpeg4 -bf 2 -c:a aac                | ",
        "a.mkv  | -c:v libopenh264 -g 20 -c:a libopus       | ",
        "a.ts   | -c:v mpeg2video -bf 2 -c:a mp2            | ",
        "a.ts   | -c:v mpeg2video -bf 2 -c:a mp2 -output_ts_offset 95000 | ",
        "a.mkv  | -c:v mpeg4 -bf 2 -c:a aac -output_ts_offset 3.2 | ",
        "b.mp4  | -c:v mpeg4 -bf 2 -g 12 -c:a aac           | -ss 0.73 -t 0.6",
        "b.mkv  | -c:v libopenh264 -g 12 -c:a flac          | -ss 0.5",
        "b.ts   | -c:v mpeg2video -bf 2 -g 12 -c:a mp2      | -ss 0.7 -to 1.4",
        "b.mkv  | -c:v mpeg4 -g 12 -c:a aac                 | -t 0.9",
        "c.mp4  | -c:v mpeg4 -bf 2 -c:a aac                 | -stream_loop 2",
        "c.mkv  | -c:v mpeg4 -c:a flac                      | -stream_loop 1 -t 2.7",
        "c.avi  | -c:v mpeg4 -c:a libmp3lame                | -stream_loop 1",
      })
  void bothEqual(String name, String encoding, String reading) throws Exception {
    make(
        name,
        List.of(
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=160x90:rate=25:duration=1.6",
            "-f",
            "lavfi",
            "-i",
            "sine=frequency=440:duration=1.7:sample_rate=48000"),
        encoding);
    List<String> options = reading == null ? List.of() : List.of(reading.trim().split(" ", -1));
    compare(name, List.of("video", "audio"), options);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.ts    | -c:v mpeg2video -bf 2",
        "a.ts    | -c:v libopenh264 -g 10",
        "a.mjpeg | -c:v mjpeg -pix_fmt yuvj420p",
        "a.h264  | -c:v libopenh264",
      })
  void sizeChangeEquals(String name, String encoding) throws Exception {
    make("1" + name, List.of("-f", "lavfi", "-i", VIDEO.formatted("160x90")), encoding);
    make("2" + name, List.of("-f", "lavfi", "-i", VIDEO.formatted("322x182")), encoding);
    Path whole = directory.resolve(name);
    Files.write(whole, Files.readAllBytes(directory.resolve("1" + name)));
    byte[] second = Files.readAllBytes(directory.resolve("2" + name));
    Files.write(whole, second, StandardOpenOption.APPEND);
    compare(name, List.of("video"));
  }

  private void make(String name, List<String> inputs, String encoding) throws Exception {
    List<String> arguments = new ArrayList<>(inputs);
    arguments.addAll(List.of(encoding.trim().split(" ", -1)));
    arguments.add(name);
    ffmpeg(arguments.toArray(new String[0]));
  }

  private void compare(String name, List<String> streams) throws Exception {
    compare(name, streams, List.of());
  }

  private void compare(String name, List<String> streams, List<String> reading) throws Exception {
    CaptureRun run = capture(name, streams, reading, "--direct", "auto");
    List<String> formats = new ArrayList<>();
    for (Received received : run.streams) {
      assertEquals(ReaderState.ENDED, received.end);
      formats.add(received.frames.isEmpty() ? "" : received.frames.get(0).format());
    }
    List<List<String>> expected = reference(name, streams, formats, reading);
    for (int i = 0; i < streams.size(); i++) {
      List<String> own = new ArrayList<>();
      run.streams.get(i).frames.forEach(frame -> own.add(line(frame)));
      assertEquals(String.join("\n", expected.get(i)), String.join("\n", own));
    }
    if (streams.contains("video")) {
      assertSame(run, capture(name, streams, reading, "--direct", "off"));
      for (String threads : List.of("1", "4")) {
        if (isDirectPossible(name)) {
          assertSame(run, capture(name, streams, reading, "--direct", "on", "-threads", threads));
        }
      }
    }
  }

  /** These decoders take no memory of others, or make pictures with a palette. */
  private static boolean isDirectPossible(String name) {
    return !name.matches("(raw|y4m|pal|anim|av1).*");
  }

  private CaptureRun capture(
      String name, List<String> streams, List<String> reading, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(reading);
    arguments.addAll(List.of(options));
    arguments.addAll(List.of("-i", directory.resolve(name).toString()));
    CaptureRun run =
        CaptureRun.of(directory.resolve("run"), streams, arguments.toArray(new String[0]));
    assertEquals("", run.errors);
    assertEquals(0, run.exitCode);
    return run;
  }

  /** Wherever and on however many threads it was decoded. */
  private static void assertSame(CaptureRun expected, CaptureRun actual) {
    for (int i = 0; i < expected.streams.size(); i++) {
      assertEquals(withoutTime(expected.streams.get(i)), withoutTime(actual.streams.get(i)));
    }
  }

  private static List<Received.Frame> withoutTime(Received received) {
    return received.frames.stream().map(frame -> frame.withCaptureTime(0)).toList();
  }

  private static String line(Received.Frame frame) {
    long microseconds = Math.round(frame.seconds() * 1_000_000);
    return "at " + microseconds + " us, " + frame.size() + " bytes, " + frame.md5();
  }

  /** Digests of what the program decodes, in the formats that were captured. */
  private List<List<String>> reference(
      String name, List<String> streams, List<String> formats, List<String> reading)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-noautorotate"));
    arguments.addAll(reading);
    arguments.addAll(List.of("-i", name, "-noautoscale", "-fps_mode", "passthrough"));
    for (int i = 0; i < streams.size(); i++) {
      if (streams.get(i).equals("video")) {
        arguments.addAll(List.of("-map", "0:v", "-c:v", "rawvideo", "-pix_fmt", formats.get(i)));
        arguments.addAll(List.of("-enc_time_base:v", "demux"));
      } else {
        String pcm = PCM.get(formats.get(i).replaceAll("p$", ""));
        arguments.addAll(List.of("-map", "0:a", "-c:a", "pcm_" + pcm));
      }
    }
    arguments.addAll(List.of("-f", "framemd5", "reference"));
    ffmpeg(arguments.toArray(new String[0]));
    double[] bases = new double[streams.size()];
    List<List<String>> result = new ArrayList<>();
    streams.forEach(stream -> result.add(new ArrayList<>()));
    for (String line : Files.readAllLines(directory.resolve("reference"))) {
      if (line.startsWith("#tb ")) {
        String[] parts = line.substring("#tb 0:".length()).trim().split("/", -1);
        bases[line.charAt(4) - '0'] = Double.parseDouble(parts[0]) / Double.parseDouble(parts[1]);
      } else if (!line.startsWith("#")) {
        String[] fields = line.split(",\\s*", -1);
        int stream = Integer.parseInt(fields[0].trim());
        long microseconds = Math.round(Long.parseLong(fields[2].trim()) * bases[stream] * 1e6);
        result
            .get(stream)
            .add("at " + microseconds + " us, " + fields[4].trim() + " bytes, " + fields[5]);
      }
    }
    return result;
  }
}
