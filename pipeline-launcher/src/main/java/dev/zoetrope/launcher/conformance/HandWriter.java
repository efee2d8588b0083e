package dev.zoetrope.launcher.conformance;

import dev.zoetrope.channel.SlotWriter;
import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.ReaderCell;
import dev.zoetrope.region.StreamNames;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A writer that is played step by step, so that it can also do what a correct writer never does.
 * One reader joins it, in a cell that is not the first.
 */
final class HandWriter implements AutoCloseable {
  /** Cell of the reader. */
  static final int CELL = 3;

  /** Number of the epoch. */
  static final long EPOCH = 7;

  private final Bench bench;
  private final Epoch epoch;
  private final SlotWriter slots;
  private final ServerSocketChannel server;
  private SocketChannel channel;
  private Line line;

  HandWriter(Bench bench, int slotCount) throws IOException {
    this.bench = bench;
    bench.pipeline().create();
    this.epoch =
        Epoch.create(bench.pipeline(), Bench.STREAM, EPOCH, spec(slotCount), control -> {});
    this.slots = new SlotWriter(epoch.control());
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(bench.pipeline().socket(Bench.STREAM)));
    server.configureBlocking(false);
  }

  /** The stream of most checks. */
  static EpochSpec spec(int slotCount) {
    return new EpochSpec(StreamKind.VIDEO, slotCount, KitFrame.of(0).length(), -1, 25, 1, false);
  }

  /** Waits for a reader to connect and to say its line. */
  Line hear() throws IOException, InterruptedException, Violation {
    bench.until(
        "it connects to the stream's socket",
        () -> {
          channel = server.accept();
          return channel != null;
        });
    channel.configureBlocking(false);
    line = new Line(channel);
    bench.until(
        "it sends a line",
        () -> {
          line.read();
          return line.isComplete() || line.isOver();
        });
    Violation.unless(line.isComplete(), "hung up after '" + line.text() + "', without a newline");
    return line;
  }

  /** Gives the reader its cell. */
  void prepare(String policy) {
    slots.join(CELL, Bench.READER, dev.zoetrope.channel.ReaderPolicy.of(policy).code(), 1);
  }

  /** The answer to a reader that may join. */
  String grant() {
    return "OK epoch="
        + EPOCH
        + " cell="
        + CELL
        + " control="
        + StreamNames.control(Bench.STREAM, EPOCH)
        + " frames="
        + StreamNames.frames(Bench.STREAM, EPOCH)
        + "\n";
  }

  /** Sends something to the reader. */
  void send(String text) throws IOException {
    Line.send(channel, text);
  }

  /** Starts the program and lets it join. */
  Subject join(String policy) throws IOException, InterruptedException, Violation {
    Subject reader = bench.startReader(policy);
    hear();
    prepare(policy);
    send(grant());
    reader.expect("joined");
    return reader;
  }

  /** Claims, fills, and lets somebody spoil the header before it is published. */
  long publish(KitFrame frame, Consumer<UnsafeBuffer> spoiler) throws Violation {
    int slot = slots.claim();
    Violation.unless(slot != SlotWriter.NONE, "holds all slots: it should have released some");
    FrameHeader header = new FrameHeader(epoch.slot(slot), 0);
    frame.fill(header, epoch.payloadBuffer(slot));
    header.stamp(EPOCH, slots.nextSequence());
    spoiler.accept(epoch.slot(slot));
    return slots.publish(slot);
  }

  /** Publishes a good frame, and rings for nobody. */
  long publish(KitFrame frame) throws Violation {
    return publish(frame, header -> {});
  }

  /** Rings, whether the reader sleeps or not. */
  void ring() throws IOException {
    send("!");
  }

  /** Bells that the reader rang so far. */
  int bells() throws IOException {
    line.read();
    return line.bells();
  }

  /** Whether the reader closed the connection. */
  boolean isLeft() throws IOException {
    line.read();
    return line.isOver();
  }

  /** Closes the connection, as the kernel does when a process dies. */
  void hangUp() {
    CloseHelper.quietClose(channel);
  }

  /** Makes the epoch after this one, as another writer would that has a reader of the same name. */
  Epoch createSuccessor() throws IOException {
    Epoch next =
        Epoch.create(bench.pipeline(), Bench.STREAM, EPOCH + 1, spec(Bench.SLOTS), control -> {});
    AtomicBuffer header = next.control().buffer();
    header.putLong(ControlDescriptor.WRITER_START_NS, 1);
    SlotWriter other = new SlotWriter(next.control());
    other.join(CELL, Bench.READER, ReaderCellDescriptor.POLICY_EVERY, 1);
    return next;
  }

  /** Sets the writer's state. */
  void state(int state) {
    epoch.control().writerStateVolatile(state);
  }

  /** Evicts the reader. */
  void evict() {
    slots.evict(CELL);
  }

  /** The control file. */
  AtomicBuffer control() {
    return epoch.control().buffer();
  }

  /** The reader's cell. */
  ReaderCell cell() {
    return slots.cell(CELL);
  }

  /** A field of the reader's cell. */
  long counter(int field) {
    return cell().counter(field);
  }

  /** Pins or unpins every slot that this reader pins for another reader, too. */
  void pinForAnother(boolean pinned) {
    long bit = SlotWord.pinBit(CELL + 1);
    for (int slot = 0; slot < epoch.control().slotCount(); slot++) {
      int offset = ControlDescriptor.slotWordOffset(slot);
      long word = control().getLongVolatile(offset);
      if (SlotWord.pins(word) != 0) {
        control().putLongVolatile(offset, pinned ? word | bit : word & ~bit);
      }
    }
  }

  /** Slots that anybody but the reader pins. */
  int otherPins() {
    int pins = 0;
    for (int slot = 0; slot < epoch.control().slotCount(); slot++) {
      long word = control().getLongVolatile(ControlDescriptor.slotWordOffset(slot));
      pins += SlotWord.pins(word & ~SlotWord.pinBit(CELL)) == 0 ? 0 : 1;
    }
    return pins;
  }

  /** Slots that the reader pins. */
  int pins() {
    int pins = 0;
    for (int slot = 0; slot < epoch.control().slotCount(); slot++) {
      long word = control().getLongVolatile(ControlDescriptor.slotWordOffset(slot));
      pins += (word & SlotWord.pinBit(CELL)) == 0 ? 0 : 1;
    }
    return pins;
  }

  /** Waits until it pins so many slots: it may report a frame a moment before it releases it. */
  void awaitPins(int count, String what) throws IOException, InterruptedException, Violation {
    bench.until(what, () -> pins() == count);
  }

  /** The sum that must come out between the reader's steps. */
  void mustAddUp() throws Violation {
    Accounts.check(cell(), epoch.control());
  }

  /** An odd sleep sequence when the reader sleeps within a second, or empty when it spins. */
  Optional<Long> awaitSleep(long olderThan) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + 1_000_000_000L;
    while (System.nanoTime() - deadline < 0) {
      long sequence = counter(ReaderCellDescriptor.SLEEP_SEQUENCE);
      if ((sequence & 1) != 0 && sequence != olderThan) {
        return Optional.of(sequence);
      }
      Thread.onSpinWait();
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    CloseHelper.quietCloseAll(channel, server);
    Files.deleteIfExists(bench.pipeline().socket(Bench.STREAM));
    epoch.deleteFiles();
    epoch.release();
  }
}
