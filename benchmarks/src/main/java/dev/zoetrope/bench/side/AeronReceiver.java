package dev.zoetrope.bench.side;

import io.aeron.Aeron;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/** The other end of {@link AeronSender}: puts the fragments of a frame together again. */
final class AeronReceiver implements Receiver {
  /** One at a time: the next one may belong to another buffer. */
  private static final int FRAGMENTS = 1;

  private final Aeron aeron;
  private final Subscription subscription;
  private final IdleStrategy idle;
  private final FragmentHandler handler = this::onFragment;
  private final ByteBuffer frame;
  private final ByteBuffer stamp =
      ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
  private ByteBuffer target = stamp;

  AeronReceiver(Path path, int length, boolean spin) {
    aeron = Aeron.connect(AeronSender.context(path.toString()));
    subscription = aeron.addSubscription(AeronSender.CHANNEL, AeronSender.STREAM);
    idle = spin ? new BusySpinIdleStrategy() : new BackoffIdleStrategy();
    frame = ByteBuffer.allocateDirect(length);
  }

  @Override
  public long receive() {
    fill(stamp);
    return stamp.getLong(0);
  }

  @Override
  public ByteBuffer payload() {
    fill(frame);
    return frame.flip();
  }

  private void fill(ByteBuffer buffer) {
    target = buffer.clear();
    while (target.hasRemaining()) {
      idle.idle(subscription.poll(handler, FRAGMENTS));
    }
  }

  private void onFragment(DirectBuffer from, int offset, int length, Header header) {
    from.getBytes(offset, target, length);
  }

  @Override
  public void release() {}

  @Override
  public void close() {
    CloseHelper.closeAll(subscription, aeron);
  }
}
