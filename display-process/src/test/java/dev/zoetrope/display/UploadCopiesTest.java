package dev.zoetrope.display;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A picture goes to the window system from the slot: no copy of it is made in Java. */
@ExtendWith(UnseenWindows.class)
class UploadCopiesTest {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int FRAMES = 50;

  @TempDir private Path runtime;

  private TestStream stream() throws IOException {
    return new TestStream(PipelineDirectory.of(runtime, "test"), "video", StreamKind.VIDEO, 3);
  }

  private static AVFrame picture(String format) throws IOException {
    return TestStream.frame("testsrc2=size=" + WIDTH + "x" + HEIGHT + ",format=" + format);
  }

  /** What SDL is given, at the call itself. */
  private static final class Given extends SdlUpdates {
    private final List<Long> addresses = new ArrayList<>();

    @Override
    boolean yuv(long texture, long y, int yStride, long u, int uStride, long v, int vStride) {
      addresses.addAll(List.of(y, u, v));
      return super.yuv(texture, y, yStride, u, uStride, v, vStride);
    }

    @Override
    boolean nv(long texture, long y, int yStride, long uv, int uvStride) {
      addresses.addAll(List.of(y, uv));
      return super.nv(texture, y, yStride, uv, uvStride);
    }

    @Override
    boolean packed(long texture, long pixels, int stride) {
      addresses.add(pixels);
      return super.packed(texture, pixels, stride);
    }
  }

  /** Of grey the chroma, which SDL wants, is not the picture's. */
  @ParameterizedTest
  @ValueSource(strings = {"yuv420p", "nv12", "gray", "bgra", "yuyv422"})
  void theAddressesAreThoseOfTheSlot(String format) throws IOException {
    AVFrame frame = picture(format);
    Given given = new Given();
    try (TestStream stream = stream();
        WindowSurface surface = new WindowSurface("test", given)) {
      FrameLease lease = stream.pass(frame, header -> {});
      FrameHeader header = lease.header();
      List<Long> planes = new ArrayList<>();
      for (int plane = 0; plane < header.planeCount(); plane++) {
        assertTrue(header.planeOffset(plane) < header.payloadLength());
        planes.add(lease.payloadAddress() + header.planeOffset(plane));
      }
      surface.upload(0, PictureInfo.of(header), lease);
      assertEquals(planes, given.addresses.subList(0, planes.size()));
    } finally {
      av_frame_free(frame);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"yuv420p", "nv12", "bgra", "yuyv422"})
  void noPictureIsAllocatedInTheHeapOrBesideIt(String format) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assumeTrue(threads.isThreadAllocatedMemorySupported(), "this JVM does not count allocation");
    AVFrame frame = picture(format);
    try (TestStream stream = stream();
        WindowSurface surface = new WindowSurface("test")) {
      upload(stream, surface, frame, FRAMES);
      long direct = direct();
      long own = Thread.currentThread().getId();
      long before = threads.getThreadAllocatedBytes(own);
      upload(stream, surface, frame, FRAMES);
      long each = (threads.getThreadAllocatedBytes(own) - before) / FRAMES;
      assertTrue(each < WIDTH * HEIGHT / 8, each + " bytes for each picture");
      assertEquals(direct, direct(), "direct buffers");
    } finally {
      av_frame_free(frame);
    }
  }

  private static void upload(TestStream stream, WindowSurface surface, AVFrame frame, int times)
      throws IOException {
    for (int i = 0; i < times; i++) {
      FrameLease lease = stream.pass(frame, header -> {});
      surface.upload(i % 2, PictureInfo.of(lease.header()), lease);
    }
  }

  private static long direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
