package dev.zoetrope.launcher.cat;

import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_CROP_UNALIGNED;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_apply_cropping;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_clone;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_get_bytes_per_sample;
import static org.bytedeco.ffmpeg.global.avutil.av_image_copy_to_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_image_get_buffer_size;
import static org.bytedeco.ffmpeg.global.avutil.av_sample_fmt_is_planar;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.ffmpeg.FfmpegLayouts;
import dev.zoetrope.ffmpeg.FilterGraph;
import dev.zoetrope.ffmpeg.FrameToSlot;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.stage.StageConsole;
import dev.zoetrope.stage.StageLoop;
import dev.zoetrope.stage.StageSettings;
import dev.zoetrope.stage.StopSignal;
import dev.zoetrope.stage.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out of a pipe is, byte by byte, what FFmpeg makes of the same frames. */
class CatTest {
  private static final long PATIENT_NS = 60_000_000_000L;
  private static final String PATTERN = "testsrc2=size=66x50:rate=25:duration=0.2";
  private static final String TONE = "sine=frequency=440:sample_rate=48000:duration=0.2,aformat=";

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream reference = new ByteArrayOutputStream();

  /** Of every frame: left, top, right, bottom. */
  private int[] crop = new int[4];

  @TempDir Path home;

  @BeforeAll
  static void loadFfmpeg() throws IOException {
    Ffmpeg.initialize(false, true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yuv420p",
        "yuv422p10le",
        "nv12",
        "rgb24",
        "bgra",
        "gray",
        "gray16le",
        "gbrp",
        "pal8",
        "monob",
        "uyvy422",
        "yuva444p"
      })
  void picturesArePackedAsFfmpegDoes(String format) throws Exception {
    byte[] bytes = cat(null, new CatLimit(0, 0), PATTERN + ",format=" + format);

    assertArrayEquals(reference.toByteArray(), bytes);
    String options = " bytes a frame: -f rawvideo -pixel_format " + format + " -video_size 66x50";
    assertEquals(
        List.of("66x50 " + format + ", " + bytes.length / 5 + options + " -framerate 25"), said);
  }

  @Test
  void picturesWithoutPaddingAreOnePieceEach() throws Exception {
    byte[] bytes =
        cat(null, new CatLimit(0, 0), "testsrc2=size=128x64:rate=25:duration=0.2,format=yuv444p");

    assertArrayEquals(reference.toByteArray(), bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yuv420p", "rgb24", "nv12", "pal8"})
  void ofACroppedPictureThereIsWhatIsSeen(String format) throws Exception {
    crop = new int[] {4, 2, 6, 8};
    byte[] bytes = cat(null, new CatLimit(0, 0), PATTERN + ",format=" + format);

    assertArrayEquals(reference.toByteArray(), bytes);
    assertTrue(said.get(0).contains(" -video_size 56x40 "), said::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "u8, mono, u8",
    "s16, stereo, s16le",
    "s32, 5.1, s32le",
    "flt, stereo, f32le",
    "dbl, mono, f64le",
    "u8p, stereo, u8",
    "s16p, 7.1, s16le",
    "fltp, stereo, f32le",
    "fltp, 5.1, f32le",
    "dblp, stereo, f64le"
  })
  void soundIsInterleaved(String sampleFormat, String layout, String format) throws Exception {
    byte[] bytes =
        cat(
            null,
            new CatLimit(0, 0),
            TONE + "sample_fmts=" + sampleFormat + ":channel_layouts=" + layout);

    assertArrayEquals(reference.toByteArray(), bytes);
    assertTrue(
        said.get(0).endsWith(": -f " + format + " -sample_rate 48000 -ch_layout " + layout),
        said::toString);
  }

  @Test
  void yuv4MpegHasALineAndAWordBeforeEachPicture() throws Exception {
    byte[] bytes = cat("yuv4mpegpipe", new CatLimit(2, 0), PATTERN + ",format=yuv422p10le");

    String head = "YUV4MPEG2 W66 H50 F25:1 Ip A1:1 C422p10 XYSCSS=422P10\n";
    int length = 66 * 50 * 2 * 2;
    ByteBuffer expected = ByteBuffer.allocate(head.length() + 2 * ("FRAME\n".length() + length));
    expected.put(head.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 2; i++) {
      expected.put("FRAME\n".getBytes(StandardCharsets.US_ASCII));
      expected.put(reference.toByteArray(), i * length, length);
    }
    assertArrayEquals(expected.array(), bytes);
  }

  @Test
  void yuv4MpegHasNoWordForRgb() {
    IOException error =
        assertThrows(
            IOException.class,
            () -> cat("yuv4mpegpipe", new CatLimit(0, 0), PATTERN + ",format=rgb24"));
    assertTrue(error.getMessage().contains("no word for pixel format 'rgb24'"), error.getMessage());
  }

  @Test
  void wavHasAHeaderWithoutALength() throws Exception {
    byte[] bytes = cat("wav", new CatLimit(0, 0), TONE + "sample_fmts=flt:channel_layouts=stereo");

    ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals("RIFF", new String(bytes, 0, 4, StandardCharsets.US_ASCII));
    assertEquals("WAVEfmt ", new String(bytes, 8, 8, StandardCharsets.US_ASCII));
    assertEquals(2, head.getShort(22));
    assertEquals(48_000, head.getInt(24));
    assertEquals(32, head.getShort(34));
    assertEquals(3, head.getInt(40), "front left and right");
    assertEquals(3, head.getShort(44), "floating point");
    assertArrayEquals(reference.toByteArray(), Arrays.copyOfRange(bytes, 68, bytes.length));
  }

  @Test
  void aTimeEndsItBetweenPicturesAndBetweenSamples() throws Exception {
    byte[] pictures = cat(null, new CatLimit(0, 120_000_000), PATTERN + ",format=gray");
    assertEquals(3 * 66 * 50, pictures.length);
    reference.reset();

    byte[] samples =
        cat(null, new CatLimit(0, 101_000_000), TONE + "sample_fmts=fltp:channel_layouts=stereo");
    assertEquals(4848 * 2 * 4, samples.length);
    assertArrayEquals(Arrays.copyOf(reference.toByteArray(), samples.length), samples);
  }

  @Test
  void aChangeOfSizeIsAnErrorAfterWhatWasWhole() throws Exception {
    IOException error =
        assertThrows(
            IOException.class,
            () ->
                cat(
                    null,
                    new CatLimit(0, 0),
                    "testsrc2=size=64x48:rate=25:duration=0.08,format=gray",
                    "testsrc2=size=32x24:rate=25:duration=0.08,format=gray"));

    assertEquals(
        "stage Cat: frame 3 of stream 's' (0.000 s): changes to 32x24 gray, which has no place in"
            + " the bytes begun; put 'zoetrope filter' before, which can scale and convert",
        error.getMessage());
    assertEquals(2 * 64 * 48, Files.size(home.resolve("out")));
  }

  @Test
  void aFormatForTheOtherKindIsRefused() {
    UsageException error =
        assertThrows(
            UsageException.class, () -> cat("wav", new CatLimit(0, 0), PATTERN + ",format=gray"));
    assertTrue(
        error.getMessage().startsWith("-f 'wav': stream 's' is video, allowed: rawvideo, "),
        error.getMessage());
  }

  /** Publishes what graphs make, lets it be read, and returns the bytes. */
  private byte[] cat(String format, CatLimit limit, String... graphs) throws Exception {
    PipelineDirectory directory = PipelineDirectory.of(home.resolve("run"), "p");
    StreamKind kind = graphs[0].startsWith("sine") ? StreamKind.AUDIO : StreamKind.VIDEO;
    Path file = home.resolve("out");
    Files.deleteIfExists(file);
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        StreamWriter writer =
            StreamWriter.open(
                directory,
                "s",
                new EpochSpec(kind, 3, 1 << 16, -1, 25, 1, false),
                PressurePolicy.WAIT,
                PATIENT_NS)) {
      StageSettings settings =
          StageSettings.of(
              directory,
              "cat",
              List.of(new StageSettings.Input("s", ReaderPolicy.EVERY)),
              List.of());
      StageConsole console = new StageConsole(System.err, said::add, line -> {});
      Cat cat = new Cat(new CatFormat(format), limit, new PipeOut(channel));
      FutureTask<Void> reading =
          new FutureTask<>(
              () -> {
                try {
                  new StageLoop(cat, settings, new FfmpegLayouts(), console, new StopSignal())
                      .run();
                } finally {
                  writer.cancel();
                }
                return null;
              });
      new Thread(reading, "cat").start();
      if (writer.awaitReaders(Set.of("cat"), PATIENT_NS).isEmpty()) {
        for (String graph : graphs) {
          publish(graph, writer);
        }
      }
      writer.close();
      reading.get();
      return Files.readAllBytes(file);
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  private void publish(String description, StreamWriter writer) throws IOException {
    AVFrame frame = av_frame_alloc();
    try (FilterGraph graph = FilterGraph.source(description)) {
      AVRational base = graph.timeBase();
      while (graph.receive(frame)) {
        reference.writeBytes(graph.isVideo() ? pack(frame) : interleave(frame));
        try (FrameClaim claim = writer.claim(FrameToSlot.payloadLength(frame))) {
          if (claim != null) {
            FrameToSlot.write(frame, claim, base.num(), base.den(), 0);
            claim.header().crop(crop[0], crop[1], crop[2], crop[3]);
            claim.publish();
          }
        }
        av_frame_unref(frame);
      }
    } finally {
      av_frame_free(frame);
    }
  }

  private byte[] pack(AVFrame whole) {
    AVFrame frame = av_frame_clone(whole);
    frame.crop_left(crop[0]).crop_top(crop[1]).crop_right(crop[2]).crop_bottom(crop[3]);
    av_frame_apply_cropping(frame, AV_FRAME_CROP_UNALIGNED);
    int size = av_image_get_buffer_size(frame.format(), frame.width(), frame.height(), 1);
    try (BytePointer packed = new BytePointer(size)) {
      av_image_copy_to_buffer(
          packed,
          size,
          frame.data(),
          frame.linesize(),
          frame.format(),
          frame.width(),
          frame.height(),
          1);
      byte[] bytes = new byte[size];
      packed.get(bytes);
      return bytes;
    } finally {
      av_frame_free(frame);
    }
  }

  private static byte[] interleave(AVFrame frame) {
    int channels = frame.ch_layout().nb_channels();
    int size = av_get_bytes_per_sample(frame.format());
    byte[] bytes = new byte[frame.nb_samples() * channels * size];
    if (av_sample_fmt_is_planar(frame.format()) == 0) {
      frame.extended_data(0).capacity(bytes.length).get(bytes);
      return bytes;
    }
    for (int channel = 0; channel < channels; channel++) {
      byte[] row = new byte[frame.nb_samples() * size];
      frame.extended_data(channel).capacity(row.length).get(row);
      for (int i = 0; i < row.length; i++) {
        bytes[(i / size * channels + channel) * size + i % size] = row[i];
      }
    }
    return bytes;
  }
}
