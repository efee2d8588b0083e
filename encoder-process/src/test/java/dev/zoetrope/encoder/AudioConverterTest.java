package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zoetrope.ffmpeg.ChannelLayouts;
import dev.zoetrope.ffmpeg.Ffmpeg;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class AudioConverterTest {
  private static final int SIZE = 1024;
  private static final int RATE = 48000;

  private final List<Integer> sizes = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private final List<Float> samples = new ArrayList<>();
  private final List<Long> addresses = new ArrayList<>();
  private final List<String> layouts = new ArrayList<>();
  private AudioConverter converter;
  private int sent;

  @BeforeAll
  static void initialize() {
    Ffmpeg.initialize(false, true);
  }

  @BeforeEach
  void open() {
    converter =
        new AudioConverter(
            new OutputOptions.Audio(false, null, null, null, null),
            new EncoderChoice(avcodec_find_encoder_by_name("aac"), true));
  }

  @AfterEach
  void close() {
    converter.close();
  }

  /** Frames whose samples count on, through it; the addresses of their data. */
  private List<Long> convert(String layout, int... counts) throws IOException {
    List<Long> from = new ArrayList<>();
    for (int count : counts) {
      AVFrame frame = av_frame_alloc();
      try {
        frame.format(AV_SAMPLE_FMT_FLTP).sample_rate(RATE).nb_samples(count);
        av_channel_layout_from_string(frame.ch_layout(), layout);
        assertEquals(0, av_frame_get_buffer(frame, 0));
        FloatPointer left = new FloatPointer(frame.data(0));
        for (int i = 0; i < count; i++) {
          left.put(i, sent + i);
        }
        frame.pts(sent).time_base().num(1).den(RATE);
        from.add(frame.data(0).address());
        if (sent == 0) {
          converter.begin(frame);
          converter.setFrameSize(SIZE);
        }
        converter.convert(frame, this::take);
        sent += count;
      } finally {
        av_frame_free(frame);
      }
    }
    return from;
  }

  private void take(AVFrame frame) {
    sizes.add(frame.nb_samples());
    times.add(frame.pts());
    addresses.add(frame.data(0).address());
    layouts.add(ChannelLayouts.name(frame.ch_layout()));
    FloatPointer left = new FloatPointer(frame.data(0));
    for (int i = 0; i < frame.nb_samples(); i++) {
      samples.add(left.get(i));
    }
  }

  private void assertNothingIsLostOrMoved() {
    for (int i = 0; i < sent; i++) {
      assertEquals(i, samples.get(i));
    }
    assertEquals(sent, samples.size());
    long next = 0;
    for (int i = 0; i < sizes.size(); i++) {
      assertEquals(next, times.get(i));
      next += sizes.get(i);
    }
  }

  @Test
  void framesOfTheRightSizePassUntouched() throws IOException {
    List<Long> from = convert("stereo", SIZE, SIZE, SIZE);
    converter.finish(this::take);
    assertEquals(from, addresses);
    assertNothingIsLostOrMoved();
  }

  @Test
  void framesOfOtherSizesAreCutAndThoseThatFitAgainPass() throws IOException {
    convert("stereo", SIZE, 500, SIZE, 524);
    List<Long> from = convert("stereo", SIZE, 100);
    converter.finish(this::take);
    assertEquals(List.of(SIZE, SIZE, SIZE, SIZE, 100), sizes);
    assertEquals(from.get(0), addresses.get(3));
    assertNothingIsLostOrMoved();
  }

  @Test
  void anotherLayoutOfAsManyChannelsIsConverted() throws IOException {
    convert("5.1", SIZE);
    convert("5.1(side)", SIZE, SIZE);
    converter.finish(this::take);
    assertEquals(List.of("5.1", "5.1", "5.1"), layouts);
    assertEquals(List.of(SIZE, SIZE, SIZE), sizes);
  }
}
