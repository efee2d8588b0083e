package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.capture.PacketQueues.Kind;
import dev.zoetrope.ffmpeg.Ffmpeg;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class PacketQueuesTest {
  private volatile boolean catchingUp;
  private final PacketQueues queues = new PacketQueues(() -> catchingUp);
  private final PacketQueues.Queue video = queues.add();
  private final PacketQueues.Queue audio = queues.add();

  @BeforeAll
  static void load() {
    Ffmpeg.initialize(false, true);
  }

  @AfterEach
  void free() {
    queues.cancel();
  }

  private static AVPacket packet(int bytes) {
    AVPacket packet = av_packet_alloc();
    assertEquals(0, av_new_packet(packet, bytes));
    return packet;
  }

  private void fill(PacketQueues.Queue queue, int count, int bytes) {
    for (int i = 0; i < count; i++) {
      queue.put(packet(bytes), i);
    }
  }

  private static Kind take(PacketQueues.Queue queue) {
    PacketQueues.Item item = queue.take();
    if (item.packet() != null) {
      av_packet_free(item.packet());
    }
    return item.kind();
  }

  @Test
  void itemsComeInOrder() {
    fill(video, 3, 10);
    assertEquals(0, queuesTime());
    assertEquals(1, queuesTime());
    queues.end();
    assertEquals(2, queuesTime());
    assertEquals(Kind.END, take(video));
    assertEquals(Kind.END, take(audio));
  }

  private long queuesTime() {
    PacketQueues.Item item = video.take();
    av_packet_free(item.packet());
    return item.timeNs();
  }

  @Test
  void fullQueueDoesNotKeepAnEmptyOneWaiting() {
    fill(video, 5000, 100);
    audio.put(packet(1), 0);
    assertEquals(Kind.PACKET, take(audio));
  }

  @Test
  void readingWaitsWhenEveryDecoderHasEnough() throws Exception {
    fill(video, 32, 100);
    fill(audio, 32, 100);
    CompletableFuture<Void> more = CompletableFuture.runAsync(() -> fill(video, 1, 100));
    assertThrows(TimeoutException.class, () -> more.get(700, TimeUnit.MILLISECONDS));
    for (int i = 0; i < 16; i++) {
      assertEquals(Kind.PACKET, take(audio));
    }
    more.get(5, TimeUnit.SECONDS);
  }

  @Test
  void readingGoesOnWhileReadersOfALiveSourceAreStillToCome() throws Exception {
    catchingUp = true;
    fill(video, 100, 100);
    fill(audio, 100, 100);
    catchingUp = false;
    CompletableFuture<Void> more = CompletableFuture.runAsync(() -> fill(video, 1, 100));
    assertThrows(TimeoutException.class, () -> more.get(200, TimeUnit.MILLISECONDS));
    for (int i = 0; i < 84; i++) {
      assertEquals(Kind.PACKET, take(audio));
    }
    more.get(5, TimeUnit.SECONDS);
  }

  @Test
  void muchTooUnevenInputStillGoesOn() {
    fill(video, 80, 1 << 20); // More than flows freely, and nobody takes any of it.
    audio.put(packet(1), 0);
    assertEquals(Kind.PACKET, take(audio));
  }

  @Test
  void decoderThatWantsNoMoreIsLeftOut() {
    audio.close();
    fill(audio, 3, 100);
    assertFalse(queues.allClosed());
    fill(video, 31, 100);
    video.close();
    assertTrue(queues.allClosed());
    fill(video, 100, 100);
  }

  @Test
  void flushWaitsForEveryDecoder() throws Exception {
    CompletableFuture<Void> flush = CompletableFuture.runAsync(queues::flush);
    assertEquals(Kind.FLUSH, take(video));
    video.flushed();
    assertFalse(flush.isDone());
    assertEquals(Kind.FLUSH, take(audio));
    audio.close();
    flush.get(5, TimeUnit.SECONDS);
  }

  @Test
  void cancelEndsAllWaiting() throws Exception {
    CompletableFuture<Kind> taker = CompletableFuture.supplyAsync(() -> take(video));
    fill(audio, 10, 100);
    queues.cancel();
    assertEquals(Kind.CANCELLED, taker.get(5, TimeUnit.SECONDS));
    fill(audio, 100, 100);
    assertTrue(queues.allClosed());
  }
}
