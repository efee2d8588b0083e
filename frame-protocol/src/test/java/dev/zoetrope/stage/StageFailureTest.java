package dev.zoetrope.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.testing.Await;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stages that do what they must not: who is told what, and who is left unharmed. */
class StageFailureTest {
  private final StageRig rig = new StageRig();
  private final AtomicInteger closed = new AtomicInteger();

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  /** What a test wants a transforming stage to do with a frame. */
  @FunctionalInterface
  private interface Work {
    void on(FrameLease frame, StageOutput output) throws Exception;
  }

  private final class Bad implements Stage {
    private final Work work;
    private StageOutput output;

    Bad(Work work) {
      this.work = work;
    }

    @Override
    public void open(StageContext context) {
      output = context.output();
    }

    @Override
    public Status onFrame(StageInput input, FrameLease frame) throws Exception {
      work.on(frame, output);
      return Status.CONTINUE;
    }

    @Override
    public void flush() {
      closed.addAndGet(100);
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  /** Runs a bad stage on a stream of which it spoils frame 3; returns what the user is told. */
  private String spoil(Work work) throws IOException {
    StreamWriter writer = rig.writer("s");
    rig.start(new Bad(work), rig.settings(StageRig.inputs("s"), "t"));
    StreamReader output = rig.reader("t");
    Await.until("joined", () -> writer.readerCount() == 1);
    for (int i = 1; i <= 3; i++) {
      Frames.publish(writer, i);
    }
    IOException error = assertInstanceOf(StageException.class, rig.end());
    assertEquals(1, closed.get(), "close calls, and 100 for each flush");
    Await.until("drained", () -> drained(output));
    assertEquals(ReaderState.FAILED, output.state());
    // All of its slots are free again: twice round the region without a reader in the way.
    Await.until("left", () -> writer.readerCount() == 0);
    for (int i = 4; i <= 36; i++) {
      assertTrue(Frames.publish(writer, i) > 0);
    }
    return error.getMessage();
  }

  private static boolean drained(StreamReader reader) throws IOException {
    try (FrameLease lease = reader.poll()) {
      return lease == null && reader.state() != ReaderState.LIVE;
    }
  }

  @Test
  void whatAStageThrowsNamesItAndTheFrame() throws IOException {
    String message =
        spoil(
            (frame, output) -> {
              FrameClaim claim = output.claimLike(frame);
              if (frame.header().pts() == 3) {
                throw new IllegalStateException("boom"); // With the claim left open.
              }
              claim.publish();
            });

    assertEquals(
        "stage Bad: frame 3 of stream 's' (0.003 s): IllegalStateException: boom", message);
  }

  @Test
  void errorsOfMissingClassesAreToldTheSameWay() throws IOException {
    String message =
        spoil(
            (frame, output) -> {
              if (frame.header().pts() == 3) {
                throw new NoClassDefFoundError("org/bytedeco/opencv/opencv_core/Mat");
              }
            });

    assertTrue(
        message.endsWith("NoClassDefFoundError: org/bytedeco/opencv/opencv_core/Mat"), message);
  }

  @Test
  void aFrameOfAnotherKindThanAnnouncedIsNotPublished() throws IOException {
    String message =
        spoil(
            (frame, output) -> {
              FrameClaim claim = output.claimAudio("u8", 8000, 1, "mono", 80);
              claim.publish();
            });

    assertTrue(message.contains("frame 1 of stream 's'"), message);
    assertTrue(
        message.contains("output 't': frame 1: is audio, and the stream was announced as video"),
        message);
  }

  @Test
  void aHeaderThatIsNotTrueIsNotPublished() throws IOException {
    String message =
        spoil(
            (frame, output) -> {
              FrameClaim claim = output.claimLike(frame);
              if (frame.header().pts() == 3) {
                claim.header().plane(0, 0, Frames.STRIDE / 2, Frames.ROWS);
              }
              claim.publish();
            });

    assertTrue(message.endsWith("output 't': frame 3: plane 0 is too small"), message);
  }

  @Test
  void aPayloadTooLongIsNotPublished() throws IOException {
    String message =
        spoil(
            (frame, output) -> {
              FrameClaim claim = output.claimLike(frame);
              claim.header().payloadLength(1 << 30);
              claim.publish();
            });

    assertTrue(message.contains("output 't': frame 1: frame header: payload length is"), message);
  }

  @Test
  void anEmptyHeaderIsNotPublished() throws IOException {
    String message = spoil((frame, output) -> output.claim(100).publish());

    assertTrue(message.contains("output 't': frame 1: frame header: format is 0"), message);
  }

  @Test
  void onlyTheFrameOfTheCallCanBeKept() throws IOException {
    StreamWriter writer = rig.writer("s");
    Stage thief =
        new Stage() {
          private FrameLease former;

          @Override
          public Status onFrame(StageInput input, FrameLease frame) {
            if (former != null) {
              input.keep(former);
            }
            former = frame;
            return Status.CONTINUE;
          }
        };
    rig.startJoined(thief, rig.settings(StageRig.inputs("s")));
    Frames.publish(writer, 1);
    Frames.publish(writer, 2);

    Throwable error = rig.end();
    assertTrue(
        error.getMessage().contains("only the frame of the current call"), error::getMessage);
  }

  @Test
  void aMisspelledArgumentIsRefusedBeforeAnythingIsTouched() throws IOException {
    StreamWriter writer = rig.writer("s");
    Stage picky =
        new Stage() {
          @Override
          public void open(StageContext context) {
            context.arguments().integer("threshold", 3);
          }
        };
    StageSettings settings =
        StageRig.with(
            rig.settings(StageRig.inputs("s"), "t"),
            List.of("treshold=5"),
            List.of(),
            TestPipeline.SOON_NS);
    rig.start(picky, settings);

    UsageException error = assertInstanceOf(UsageException.class, rig.end());
    assertTrue(
        error.getMessage().startsWith("argument 'treshold=5': not known to"), error.getMessage());
    assertTrue(error.getMessage().endsWith("it takes threshold"), error.getMessage());
    assertEquals(0, writer.readerCount());
    assertFalse(rig.pipeline.files().contains("t.sock"), "an output was opened");
  }

  @Test
  void aStageOfTheWrongKindIsToldSo() throws IOException {
    StreamWriter writer = rig.writer("s");
    Stage source =
        new Stage() {
          @Override
          public Status produce() {
            return Status.DONE;
          }
        };
    rig.startJoined(source, rig.settings(StageRig.inputs("s")));
    Frames.publish(writer, 1);

    assertInstanceOf(UsageException.class, rig.end());
  }

  @Test
  void aReaderThatDoesNotComeIsNamedAndTheInputsAreNotJoined() throws IOException {
    StreamWriter writer = rig.writer("s");
    StageSettings settings = rig.settings(StageRig.inputs("s"), "t");
    rig.start(new NullStage(), StageRig.with(settings, List.of(), List.of("nobody"), 200_000_000));

    Throwable error = rig.end();
    assertTrue(
        error.getMessage().startsWith("--await 'nobody': did not join stream 't'"),
        error::getMessage);
    assertEquals(0, writer.readerCount());
  }
}
