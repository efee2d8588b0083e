package dev.zoetrope.launcher.conformance;

import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.SlotReader;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.FrameHeaderCheck;
import dev.zoetrope.layout.FrameHeaderDescriptor;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.region.ControlRegion;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.region.ReaderCell;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

/** A reader that is played step by step, so that it can also be slow, or wrong, or dead. */
final class HandReader implements AutoCloseable {
  private final Bench bench;
  private final ReaderPolicy policy;
  private final SocketChannel channel;
  private final Line line;
  private Epoch epoch;
  private SlotReader slots;
  private int cell;

  private HandReader(Bench bench, ReaderPolicy policy) throws IOException {
    this.bench = bench;
    this.policy = policy;
    this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    this.line = new Line(channel);
    try {
      channel.connect(UnixDomainSocketAddress.of(bench.pipeline().socket(Bench.STREAM)));
      channel.configureBlocking(false);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Connects and says nothing. */
  static HandReader connect(Bench bench) throws IOException {
    return new HandReader(bench, ReaderPolicy.EVERY);
  }

  /** Connects, joins, maps the epoch and says so. */
  static HandReader join(Bench bench, String name, ReaderPolicy policy)
      throws IOException, InterruptedException, Violation {
    HandReader reader = joinUnmapped(bench, name, policy);
    reader.map();
    return reader;
  }

  /** Connects and joins, but maps nothing yet. */
  static HandReader joinUnmapped(Bench bench, String name, ReaderPolicy policy)
      throws IOException, InterruptedException, Violation {
    HandReader reader = new HandReader(bench, policy);
    reader.mustBeGranted(
        "ZOETROPE 1 READER name=" + name + " policy=" + policy.token() + " pid=1\n");
    return reader;
  }

  /** Sends a line and reads the answer. */
  String ask(String request) throws IOException, InterruptedException, Violation {
    Line.send(channel, request);
    return answer();
  }

  /** The answer, for which it waits. */
  String answer() throws IOException, InterruptedException, Violation {
    bench.until(
        "it answers a reader",
        () -> {
          line.read();
          return line.isComplete() || line.isOver();
        });
    return line.text();
  }

  /** Sends a line that must be granted. */
  void mustBeGranted(String request) throws IOException, InterruptedException, Violation {
    String answer = ask(request);
    Violation.unless(
        answer.matches("OK epoch=[0-9]+ cell=[0-9]+ control=\\S+ frames=\\S+"),
        "answered '" + answer + "' to '" + request.strip() + "'");
    long number = Long.parseLong(line.keys().get("epoch"));
    cell = Integer.parseInt(line.keys().get("cell"));
    for (String kind : new String[] {"control", "frames"}) {
      Violation.unlessEqual(
          Bench.STREAM + "." + number + "." + kind, line.keys().get(kind), "file in the answer");
    }
    epoch = Epoch.openForReader(bench.pipeline(), Bench.STREAM, number);
    slots = new SlotReader(epoch.control(), cell, policy);
  }

  /** Says that the epoch is mapped. */
  void map() {
    cell().counter(ReaderCellDescriptor.PRESENCE, ReaderCellDescriptor.PRESENCE_MAPPED);
  }

  /** Goes on in the next epoch, of that number; leaves the old one. */
  void follow(long number) throws IOException {
    Epoch next = Epoch.openForReader(bench.pipeline(), Bench.STREAM, number);
    SlotReader there = new SlotReader(next.control(), cell, policy);
    there.cell().counter(ReaderCellDescriptor.PRESENCE, ReaderCellDescriptor.PRESENCE_MAPPED);
    cell().carryCountersTo(there.cell());
    cell().counter(ReaderCellDescriptor.PRESENCE, ReaderCellDescriptor.PRESENCE_LEFT);
    epoch.release();
    epoch = next;
    slots = there;
  }

  /** Pins the next frame; it must be there and be this one. */
  int pin(long number, int rows) throws IOException, InterruptedException, Violation {
    int[] slot = {SlotReader.NONE};
    bench.until(
        "it publishes frame " + number,
        () -> {
          slot[0] = slots.next();
          return slot[0] != SlotReader.NONE;
        });
    mustHold(slot[0], number, rows);
    return slot[0];
  }

  /** Takes frames from one number to another, and releases them. */
  void take(long first, long last, int rows) throws IOException, InterruptedException, Violation {
    for (long number = first; number <= last; number++) {
      int slot = pin(number, rows);
      release(slot);
      ring();
    }
  }

  /** Checks header and bytes of a frame that is pinned. */
  void mustHold(int slot, long number, int rows) throws Violation {
    FrameHeader header =
        new FrameHeader(new UnsafeBuffer(new byte[FrameHeaderDescriptor.PAYLOAD_OFFSET]), 0);
    header.copyFrom(epoch.slot(slot), 0);
    FrameHeaderCheck.check(header, epoch.control().spec().payloadCapacity());
    Violation.unlessEqual(slots.consumed(), header.generation(), "generation in a frame's header");
    WrittenFrame.check(header, epoch.payloadBuffer(slot), number, rows);
  }

  /** As {@link #mustHold}, for a frame taken before the one taken last. */
  void mustStillHold(int slot, long number, int rows) throws Violation {
    FrameHeader header = new FrameHeader(epoch.slot(slot), 0);
    WrittenFrame.check(header, epoch.payloadBuffer(slot), number, rows);
  }

  /** Unpins the frame in a slot. */
  void release(int slot) {
    slots.release(slot, new FrameHeader(epoch.slot(slot), 0).generation());
  }

  /** Rings the writer. */
  void ring() throws IOException {
    channel.write(ByteBuffer.wrap(new byte[] {'!'}));
  }

  /** Bells heard so far. */
  int bells() throws IOException {
    line.read();
    return line.bells();
  }

  /** Whether the writer closed the connection. */
  boolean isOver() throws IOException {
    line.read();
    return line.isOver();
  }

  /** This reader's cell. */
  ReaderCell cell() {
    return slots.cell();
  }

  /** Index of the cell. */
  int index() {
    return cell;
  }

  /** The control header of the epoch where it is. */
  ControlRegion control() {
    return epoch.control();
  }

  /** Sequence of the frame taken last. */
  long consumed() {
    return slots.consumed();
  }

  /** Closes the connection, as the kernel does when a process dies. */
  void hangUp() {
    CloseHelper.quietClose(channel);
  }

  @Override
  public void close() {
    hangUp();
    if (epoch != null) {
      epoch.release();
    }
  }
}
