package dev.zoetrope.channel;

import static dev.zoetrope.layout.ReaderCellDescriptor.PRESENCE;
import static dev.zoetrope.layout.ReaderCellDescriptor.PRESENCE_MAPPED;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.probe.Probe;
import dev.zoetrope.probe.ProtocolPoint;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamNames;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A reader's epochs: the one it is in, and later ones. It maps those as soon as it learns of them,
 * long before it has drained the current one, so that a writer that ends may remove the files.
 */
final class EpochChain {
  private final PipelineDirectory directory;
  private final String stream;
  private final ReaderOptions options;
  private final SharedConnection connection;
  private final int cell;
  private final Deque<EpochReader> ahead = new ArrayDeque<>();
  private EpochReader current;
  private boolean cutOff;

  private EpochChain(
      PipelineDirectory directory,
      String stream,
      ReaderOptions options,
      SharedConnection connection) {
    this.directory = directory;
    this.stream = stream;
    this.options = options;
    this.connection = connection;
    this.cell = connection.client().grant().cell();
  }

  /**
   * Maps the epoch that the writer granted.
   *
   * @throws ChannelException when the grant is not valid, or the writer is gone already
   */
  static EpochChain join(
      PipelineDirectory directory,
      String stream,
      ReaderOptions options,
      SharedConnection connection)
      throws IOException {
    Handshake.Grant grant = connection.client().grant();
    boolean names =
        StreamNames.control(stream, grant.epoch()).equals(grant.control())
            && StreamNames.frames(stream, grant.epoch()).equals(grant.frames());
    if (!names
        || grant.epoch() < 1
        || grant.cell() < 0
        || grant.cell() >= ControlDescriptor.MAX_READERS) {
      throw new ChannelException(
          "the writer of stream '"
              + stream
              + "' granted '"
              + StreamNames.printable(grant.toString())
              + "', which is not valid");
    }
    directory.check();
    EpochChain chain = new EpochChain(directory, stream, options, connection);
    EpochReader first = chain.reader(Epoch.openForReader(directory, stream, grant.epoch()));
    // A writer keeps the connection until we say that we have mapped its files. So if it is there
    // now, the files were those of this writer and not of a successor.
    connection.client().drain();
    if (connection.client().isLost()) {
      first.close();
      throw new ChannelException("the writer of stream '" + stream + "' went away");
    }
    Probe.at(ProtocolPoint.MAPPED);
    first.slots().cell().counter(PRESENCE, PRESENCE_MAPPED);
    Probe.at(ProtocolPoint.PRESENT);
    chain.current = first;
    return chain;
  }

  private EpochReader reader(Epoch epoch) {
    EpochReader reader = new EpochReader(epoch, cell, options.policy(), connection);
    if (!reader.slots().isGrantedTo(options.name())) {
      reader.close();
      throw new CorruptRegionException(
          "'"
              + StreamNames.control(stream, epoch.number())
              + "': cell "
              + cell
              + " is not this reader's");
    }
    return reader;
  }

  /**
   * Maps the epoch after another one.
   *
   * @throws NoSuchFileException when its files are gone, be it that there are those of a successor
   *     that has come to the same number
   */
  private EpochReader openAfter(EpochReader last, long number) throws IOException {
    Epoch epoch = Epoch.openForReader(directory, stream, number);
    if (!epoch.control().isSameWriters(last.epoch().control())) {
      connection.client().drain();
      if (connection.client().isLost()) {
        epoch.release();
        throw new NoSuchFileException(
            StreamNames.control(stream, number), null, "another writer's");
      }
    }
    return reader(epoch);
  }

  EpochReader current() {
    return current;
  }

  /** Maps every epoch that the newest one mapped leads to. */
  void mapAhead() throws IOException {
    EpochReader last = ahead.isEmpty() ? current : ahead.getLast();
    while (!cutOff
        && last.slots().control().writerStateVolatile() == ControlDescriptor.STATE_SUPERSEDED
        && !last.slots().isEvicted()) {
      last = mapAfter(last);
    }
  }

  private EpochReader mapAfter(EpochReader last) throws IOException {
    long number = last.slots().control().nextEpoch();
    if (number <= last.epoch().number()) {
      throw new CorruptRegionException(
          "control header: next epoch is " + number + ", this one: " + last.epoch().number());
    }
    try {
      EpochReader next = openAfter(last, number);
      Probe.at(ProtocolPoint.MAPPED);
      next.slots().cell().counter(PRESENCE, PRESENCE_MAPPED);
      Probe.at(ProtocolPoint.PRESENT);
      ahead.addLast(next);
      return next;
    } catch (NoSuchFileException e) {
      connection.client().drain();
      cutOff = connection.client().isLost();
      if (!cutOff && !last.slots().isEvicted()) {
        throw e;
      }
      return last;
    } catch (CorruptRegionException e) {
      // The cell of an evicted reader is not carried over.
      if (!last.slots().isEvicted()) {
        throw e;
      }
      return last;
    }
  }

  /** Whether the writer died, and files of an epoch that this reader had to enter are gone. */
  boolean isCutOff() {
    return cutOff && ahead.isEmpty();
  }

  boolean hasNext() {
    return !ahead.isEmpty();
  }

  EpochReader next() {
    return ahead.getFirst();
  }

  void enterNext() {
    current.close();
    current = ahead.removeFirst();
  }

  /** Wants no more frames, and gives up the mappings. */
  void close() {
    ahead.addFirst(current);
    for (EpochReader epoch : ahead) {
      epoch.finish();
      epoch.close();
    }
  }
}
