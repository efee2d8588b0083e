package dev.zoetrope.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.region.StreamList;
import dev.zoetrope.testing.Await;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.Readers;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the runner promises to stages that behave. */
class StageLoopTest {
  private final StageRig rig = new StageRig();
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  /** Writes down what is called. */
  private class Recorder implements Stage {
    @Override
    public void open(StageContext context) throws IOException {
      calls.add("open");
    }

    @Override
    public void onFormat(StageInput input, FrameHeader header) {
      calls.add(input.name() + " " + header.width() + "x" + header.height());
    }

    @Override
    public Status onFrame(StageInput input, FrameLease frame) throws IOException {
      calls.add(input.name() + " " + frame.header().pts());
      return Status.CONTINUE;
    }

    @Override
    public void onEnd(StageInput input) {
      calls.add(input.name() + " " + input.state());
    }

    @Override
    public void flush() throws IOException {
      calls.add("flush");
    }

    @Override
    public void close() {
      calls.add("close");
    }
  }

  @Test
  void theNullStageTakesEveryFrame() throws IOException {
    StreamWriter writer = rig.writer("s");
    rig.startJoined(new NullStage(), rig.settings(StageRig.inputs("s")));
    for (int i = 1; i <= 40; i++) {
      Frames.publish(writer, i);
    }
    writer.close();

    assertNull(rig.end());
    assertEquals("40 in, 0 skipped", rig.summary());
  }

  @Test
  void callsComeInTheirOrder() throws IOException {
    StreamWriter writer = rig.writer("s");
    rig.startJoined(new Recorder(), rig.settings(StageRig.inputs("s")));
    Frames.publish(writer, 1);
    Frames.publish(writer, 2);
    try (FrameClaim claim = writer.claim(Frames.LENGTH)) {
      Frames.fill(claim, 3).header().video("gray", 100, 20);
      claim.publish();
    }
    writer.close();

    assertNull(rig.end());
    assertEquals(
        List.of("open", "s 256x32", "s 1", "s 2", "s 100x20", "s 3", "s ENDED", "flush", "close"),
        calls);
  }

  @Test
  void aTransformedFrameHasTheTimesAndTheLookOfItsOrigin() throws IOException {
    StreamWriter writer = rig.writer("s");
    Stage half =
        new Stage() {
          private StageOutput output;

          @Override
          public void open(StageContext context) {
            output = context.output();
          }

          @Override
          public Status onFrame(StageInput input, FrameLease frame) throws IOException {
            try (FrameClaim claim =
                output.claimVideo(frame, "gray", Frames.STRIDE / 2, Frames.ROWS / 2)) {
              claim.planeBuffer(0).setMemory(0, 128, frame.planeBuffer(0).getByte(0));
              claim.publish();
            }
            return Status.CONTINUE;
          }
        };
    rig.start(
        half,
        StageRig.with(
            rig.settings(StageRig.inputs("s"), "t"),
            List.of(),
            List.of("reader"),
            TestPipeline.SOON_NS));
    StreamReader reader = rig.reader("t");
    Await.until("joined", () -> writer.readerCount() == 1);
    byte first;
    try (FrameClaim claim = writer.claim(Frames.LENGTH)) {
      Frames.fill(claim, 7);
      claim.header().color(1, 2, 3, 4, 5).sampleAspectRatio(4, 3).rotation(90);
      claim.header().captureTimeNs(42).flags(FrameHeader.KEY | FrameHeader.HORIZONTAL_FLIP);
      first = claim.payload().getByte(0);
      claim.publish();
    }
    try (FrameLease frame = reader.await(TestPipeline.SOON_NS)) {
      FrameHeader header = frame.header();
      assertEquals(7, header.pts());
      assertEquals(1000, header.timeBaseDen());
      assertEquals(42, header.captureTimeNs());
      assertEquals(FrameHeader.KEY | FrameHeader.HORIZONTAL_FLIP, header.flags());
      assertEquals("128x16", header.width() + "x" + header.height());
      assertEquals(4, header.colorMatrix());
      assertEquals(4, header.sarNum());
      assertEquals(90, header.rotation());
      assertEquals(first, frame.plane(0).get(5));
    }
    assertEquals(30, reader.frameRateNum());
    writer.close();
    Await.until("ended", () -> reader.poll() == null && reader.state() == ReaderState.ENDED);
    assertNull(rig.end());
    assertEquals("1 in, 0 skipped, 1 out, 0 dropped", rig.summary());
  }

  @Test
  void aSourceProducesUntilItIsDone() throws IOException {
    Stage source =
        new Stage() {
          private StageOutput output;
          private int number;

          @Override
          public void open(StageContext context) {
            output = context.output().describe(StreamInfo.video(25, 1));
          }

          @Override
          public Status produce() throws IOException {
            try (FrameClaim claim = output.claimVideo("gray", Frames.STRIDE, Frames.ROWS)) {
              Frames.fill(claim, ++number).publish();
            }
            return number < 50 ? Status.CONTINUE : Status.DONE;
          }
        };
    rig.start(
        source,
        StageRig.with(
            rig.settings(List.of(), "t"), List.of(), List.of("reader"), TestPipeline.SOON_NS));

    List<Long> numbers = Readers.drain(rig.reader("t"));

    assertEquals(50, numbers.size());
    assertNull(rig.end());
    assertEquals("50 out, 0 dropped", rig.summary());
  }

  @Test
  void inputsAreMergedByPresentationTimeWhicheverCameFirst() throws IOException {
    StreamWriter a = rig.writer("a");
    StreamWriter b = rig.writer("b");
    rig.startJoined(new Recorder(), rig.settings(StageRig.inputs("a", "b")));
    for (int i : new int[] {10, 20, 30, 40}) {
      Frames.publish(b, i);
    }
    for (int i : new int[] {5, 20, 35}) {
      Frames.publish(a, i);
    }
    a.close();
    b.close();

    assertNull(rig.end());
    calls.removeIf(call -> call.endsWith("256x32"));
    assertEquals(
        List.of(
            "open", "a 5", "b 10", "a 20", "b 20", "b 30", "a 35", "a ENDED", "b 40", "b ENDED"),
        calls.subList(0, 10));
  }

  @Test
  void liveInputsAndThoseOfOtherPoliciesAreNotWaitedFor() throws IOException {
    StreamWriter a = rig.writer("a");
    rig.writer("live", true);
    rig.writer("latest");
    List<StageSettings.Input> inputs = new ArrayList<>(StageRig.inputs("a", "live"));
    inputs.add(new StageSettings.Input("latest", ReaderPolicy.LATEST));
    rig.startJoined(new Recorder(), rig.settings(inputs));

    Frames.publish(a, 1);
    Frames.publish(a, 2);

    Await.until("frames of the only stream that has some", () -> calls.contains("a 2"));
  }

  @Test
  void aFrameThatIsKeptStaysAsItIs() throws IOException {
    StreamWriter writer = rig.writer("s");
    List<FrameLease> kept = new ArrayList<>();
    Stage keeper =
        new Stage() {
          @Override
          public Status onFrame(StageInput input, FrameLease frame) {
            if (kept.isEmpty()) {
              kept.add(input.keep(frame));
            }
            return Status.CONTINUE;
          }

          @Override
          public void close() {
            kept.forEach(Frames::check);
            kept.forEach(FrameLease::close);
          }
        };
    rig.startJoined(keeper, rig.settings(StageRig.inputs("s")));
    for (int i = 1; i <= 100; i++) {
      Frames.publish(writer, i);
    }
    writer.close();

    assertNull(rig.end());
    assertEquals(1, kept.size());
    assertEquals("100 in, 0 skipped", rig.summary());
  }

  @Test
  void aStopFlushesAndEndsTheOutputsInOrder() throws IOException {
    StreamWriter writer = rig.writer("s");
    Stage late =
        new Recorder() {
          private StageOutput output;

          @Override
          public void open(StageContext context) throws IOException {
            output = context.output();
          }

          @Override
          public void flush() throws IOException {
            try (FrameClaim claim = output.claimVideo("gray", Frames.STRIDE, Frames.ROWS)) {
              Frames.fill(claim, 99).publish();
            }
          }
        };
    rig.start(late, rig.settings(StageRig.inputs("s"), "t"));
    StreamReader reader = rig.reader("t");
    Await.until("joined", () -> writer.readerCount() == 1);
    Frames.publish(writer, 1);
    Await.until("taken", () -> calls.contains("s 1"));

    rig.stop.request();

    assertEquals(List.of(99L), Readers.drain(reader));
    assertEquals(ReaderState.ENDED, reader.state());
    assertNull(rig.end());
  }

  @Test
  void anInputOfADeadSourceEndsTheOutputsAsFailed() throws IOException {
    StreamWriter writer = rig.writer("s");
    rig.start(new Recorder(), rig.settings(StageRig.inputs("s"), "t"));
    StreamReader reader = rig.reader("t");
    Await.until("joined", () -> writer.readerCount() == 1);
    writer.fail();

    IOException error = assertInstanceOf(IOException.class, rig.end());
    assertTrue(error.getMessage().startsWith("stream 's': its source failed"), error.getMessage());
    assertEquals(ReaderState.FAILED, reader.state());
    assertEquals(List.of("open", "s FAILED", "flush", "close"), calls);
  }

  @Test
  void aStreamThatIsNotThereIsWaitedForAndNamed() throws IOException {
    rig.start(new Recorder(), rig.settings(StageRig.inputs("s")));
    Await.until("waits", () -> rig.said.contains("waiting for stream 's' of pipeline 'p'"));
    assertTrue(calls.isEmpty(), "opened before its stream is there");

    StreamWriter writer = rig.writer("s");
    Await.until("joined", () -> writer.readerCount() == 1);
    Frames.publish(writer, 1);
    writer.close();

    assertNull(rig.end());
    assertTrue(calls.contains("s 1"), calls::toString);
    assertEquals(1, rig.said.size(), rig.said::toString);
  }

  @Test
  void aStreamThatNeverComesIsAnErrorThatSaysWhatThereIs() throws IOException {
    rig.writer("other");
    StageSettings settings = rig.settings(StageRig.inputs("s"));
    rig.start(new Recorder(), StageRig.with(settings, List.of(), List.of(), 1));

    IOException error = assertInstanceOf(IOException.class, rig.end());
    assertTrue(
        error.getMessage().contains("stream 's' of pipeline 'p': not there"), error.getMessage());
    assertTrue(error.getMessage().contains("there are: other;"), error.getMessage());
    assertFalse(calls.contains("open"));
  }

  @Test
  void outputsAreThereBeforeTheInputsAreJoined() throws IOException {
    StreamWriter writer = rig.writer("s");
    rig.start(
        new NullStage(),
        StageRig.with(
            rig.settings(StageRig.inputs("s"), "t"),
            List.of(),
            List.of("reader"),
            TestPipeline.SOON_NS));
    Await.until("announced", () -> StreamList.read(rig.pipeline.directory(), "stage").isPresent());
    assertEquals(0, writer.readerCount());

    assertNotNull(rig.reader("t"));

    Await.until("joined", () -> writer.readerCount() == 1);
  }
}
