package dev.zoetrope.bench.side;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.CloseHelper;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.YieldingIdleStrategy;

/** Frames through Aeron's IPC: a message for the stamp, then the frame in as few as it allows. */
final class AeronSender implements Sender {
  /** Logs that hold a frame of 2160p, fragments as long as they may be. */
  static final String CHANNEL = "aeron:ipc?term-length=128m|mtu=65504";

  static final int STREAM = 1;

  private final MediaDriver driver;
  private final Aeron aeron;
  private final ExclusivePublication publication;
  private final UnsafeBuffer stamp = new UnsafeBuffer(ByteBuffer.allocateDirect(Long.BYTES));
  private final UnsafeBuffer picture;
  private final IdleStrategy idle = new YieldingIdleStrategy();
  private boolean isFilled;

  AeronSender(Path path, int length) {
    String directory = path.toString();
    picture = Picture.of(length);
    driver =
        MediaDriver.launch(
            new MediaDriver.Context()
                .aeronDirectoryName(directory)
                .threadingMode(ThreadingMode.SHARED)
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true));
    aeron = Aeron.connect(context(directory));
    publication = aeron.addExclusivePublication(CHANNEL, STREAM);
  }

  static Aeron.Context context(String directory) {
    return new Aeron.Context().aeronDirectoryName(directory);
  }

  @Override
  public void claim() {
    isFilled = false;
  }

  /** Offering copies the picture itself. */
  @Override
  public void fill() {
    isFilled = true;
  }

  @Override
  public void publish(long value) throws IOException {
    stamp.putLong(0, value);
    offer(stamp, 0, Long.BYTES);
    for (int at = 0; isFilled && at < picture.capacity(); ) {
      int part = Math.min(publication.maxMessageLength(), picture.capacity() - at);
      offer(picture, at, part);
      at += part;
    }
  }

  private void offer(UnsafeBuffer buffer, int offset, int length) throws IOException {
    long result = publication.offer(buffer, offset, length);
    while (result < 0) {
      if (result == ExclusivePublication.CLOSED
          || result == ExclusivePublication.MAX_POSITION_EXCEEDED) {
        throw new IOException("Aeron: publication says " + result);
      }
      idle.idle();
      result = publication.offer(buffer, offset, length);
    }
  }

  @Override
  public void close() {
    CloseHelper.closeAll(publication, aeron, driver);
  }
}
