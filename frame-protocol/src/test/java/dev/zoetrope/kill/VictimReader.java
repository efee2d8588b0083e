package dev.zoetrope.kill;

import dev.zoetrope.channel.ChannelException;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;

/**
 * Joins a stream, takes frames for a while, holding one as it takes the next, leaves, joins again:
 * so that it comes to each place of a reader many times.
 */
final class VictimReader {
  static final String NAME = "victim";

  private static final int FRAMES = 60;
  private static final long WAIT_NS = 20_000_000L;

  private final PipelineDirectory directory;
  private final Halt halt;
  private final ReaderPolicy policy;

  /** A reader of stream {@code s}. */
  VictimReader(PipelineDirectory directory, Halt halt, ReaderPolicy policy) {
    this.directory = directory;
    this.halt = halt;
    this.policy = policy;
  }

  /** Reads for ever. */
  void run() throws IOException {
    while (true) {
      try (StreamReader reader =
          StreamReader.connect(directory, "s", ReaderOptions.of(NAME, policy))) {
        visit(reader);
      } catch (ChannelException e) {
        // It was stopped for so long that the writer gave up on it. The next attempt is a new one.
      }
    }
  }

  /** Everything is checked when it is taken, and again when it is given back. */
  private void visit(StreamReader reader) throws IOException {
    FrameLease held = null;
    for (int taken = 0; taken < FRAMES && reader.state() == ReaderState.LIVE; ) {
      FrameLease next = reader.await(WAIT_NS);
      if (next != null) {
        Numbered.check(next);
        if (held != null) {
          Numbered.check(held);
          held.close();
        }
        held = next;
        taken++;
        halt.worked();
      }
    }
    if (held != null) {
      Numbered.check(held);
      held.close();
    }
  }
}
