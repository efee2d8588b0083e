package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avformat.AVFMT_TS_DISCONT;
import static org.bytedeco.ffmpeg.global.avutil.av_compare_ts;

import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Moves packet times to a time line that begins near zero, as the ffmpeg program does unless told
 * to copy them: less the start of the container (or the position sought), plus the length of the
 * loops before, across jumps of broadcast streams. For one thread.
 */
final class PacketTimes {
  /** Jumps larger than this, in a format that may jump, are discontinuities. */
  private static final long JUMP_US = 10_000_000L;

  /** Times that differ more than this, in a format that may not jump, are wrong. */
  private static final long ERROR_US = 30L * 3600 * 1_000_000;

  /** Times that step back more than this, in a format that may jump, are discontinuities. */
  private static final long STEP_BACK_US = 100_000L;

  private final boolean mayJump;
  private final boolean hasAudio;
  private final long effectiveStartUs;
  private final long offsetUs;
  private long jumpUs;
  private long lastUs = MediaTime.NONE;
  private final Extreme first = new Extreme();
  private final Extreme last = new Extreme();
  private long loopTicks;
  private AVRational loopBase = MediaTime.MICROSECONDS;

  /** A time in the base of the stream that it came from. */
  private static final class Extreme {
    private long ticks = MediaTime.NONE;
    private AVRational base = MediaTime.MICROSECONDS;

    private int compareTo(long otherTicks, AVRational otherBase) {
      return av_compare_ts(ticks, base, otherTicks, otherBase);
    }

    private void set(long newTicks, AVRational newBase) {
      ticks = newTicks;
      base = newBase;
    }
  }

  /**
   * Sees where the container starts.
   *
   * @param context opened and probed
   * @param clocks of the selected streams
   * @param seekUs position sought from the start, or {@link MediaTime#NONE}
   */
  PacketTimes(AVFormatContext context, List<StreamClock> clocks, long seekUs) {
    mayJump = (context.iformat().flags() & AVFMT_TS_DISCONT) != 0;
    hasAudio = clocks.stream().anyMatch(clock -> clock.isAudio);
    long startUs = context.start_time();
    long earliestUs = mayJump ? earliestUs(clocks) : Long.MAX_VALUE;
    long fromUs =
        (startUs == MediaTime.NONE ? 0 : startUs) + (seekUs == MediaTime.NONE ? 0 : seekUs);
    if (earliestUs != Long.MAX_VALUE && earliestUs != startUs) {
      // The container's start was that of a stream that is not selected.
      effectiveStartUs = earliestUs;
      offsetUs = -Math.max(fromUs, earliestUs);
    } else {
      effectiveStartUs = startUs;
      offsetUs = -fromUs;
    }
  }

  private static long earliestUs(List<StreamClock> clocks) {
    return clocks.stream()
        .filter(clock -> clock.startTicks != MediaTime.NONE)
        .mapToLong(clock -> clock.toUs(clock.startTicks))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Adjusts the times of a packet, in place. */
  void adjust(AVPacket packet, StreamClock clock) {
    unwrap(packet, clock);
    shift(packet, clock.toTicks(offsetUs));
    addLoops(packet, clock);
    shift(packet, clock.toTicks(jumpUs));
    if (packet.dts() != MediaTime.NONE) {
      joinJumps(packet, clock);
    }
    clock.advance(packet);
  }

  private static void shift(AVPacket packet, long ticks) {
    if (packet.dts() != MediaTime.NONE) {
      packet.dts(packet.dts() + ticks);
    }
    if (packet.pts() != MediaTime.NONE) {
      packet.pts(packet.pts() + ticks);
    }
  }

  /** Packets from before a wrap of the counter belong before the start. */
  private void unwrap(AVPacket packet, StreamClock clock) {
    if (clock.isUnwrapped || effectiveStartUs == MediaTime.NONE || clock.wrapBits >= 63) {
      return;
    }
    long start = clock.toTicks(effectiveStartUs);
    long half = start + (1L << (clock.wrapBits - 1));
    clock.isUnwrapped = true;
    if (packet.dts() != MediaTime.NONE && packet.dts() > half) {
      packet.dts(packet.dts() - (1L << clock.wrapBits));
      clock.isUnwrapped = false;
    }
    if (packet.pts() != MediaTime.NONE && packet.pts() > half) {
      packet.pts(packet.pts() - (1L << clock.wrapBits));
      clock.isUnwrapped = false;
    }
  }

  private void addLoops(AVPacket packet, StreamClock clock) {
    shift(packet, MediaTime.rescale(loopTicks, loopBase, clock.timeBase));
    long pts = packet.pts();
    if (pts == MediaTime.NONE) {
      return;
    }
    // Audio decoders know the end better than packets do; see loop().
    long end = pts + (hasAudio ? 0 : packet.duration());
    if (last.ticks == MediaTime.NONE || last.compareTo(end, clock.timeBase) < 0) {
      last.set(end, clock.timeBase);
    }
    if (first.ticks == MediaTime.NONE || first.compareTo(pts, clock.timeBase) > 0) {
      first.set(pts, clock.timeBase);
    }
  }

  /**
   * Starts over: packets from now on come after all before.
   *
   * @param end of the longest audio stream, in its base, or {@link MediaTime#NONE}
   * @param base its base
   */
  void loop(long end, AVRational base) {
    if (end != MediaTime.NONE && (last.ticks == MediaTime.NONE || last.compareTo(end, base) < 0)) {
      last.set(end, base);
    }
    if (last.ticks != MediaTime.NONE) {
      loopTicks = last.ticks - MediaTime.rescale(first.ticks, first.base, last.base);
      loopBase = last.base;
    }
  }

  private void joinJumps(AVPacket packet, StreamClock clock) {
    long dtsUs = clock.toUs(packet.dts());
    if (clock.nextUs != MediaTime.NONE) {
      long deltaUs = dtsUs - clock.nextUs;
      if (mayJump) {
        if (Math.abs(deltaUs) > JUMP_US || dtsUs + STEP_BACK_US < clock.dtsUs) {
          join(packet, clock, deltaUs);
        }
      } else {
        dropErrors(packet, clock, deltaUs);
      }
    } else if (mayJump && lastUs != MediaTime.NONE && Math.abs(dtsUs - lastUs) > JUMP_US) {
      join(packet, clock, dtsUs - lastUs);
    }
    lastUs = packet.dts() == MediaTime.NONE ? lastUs : clock.toUs(packet.dts());
  }

  private void join(AVPacket packet, StreamClock clock, long deltaUs) {
    jumpUs -= deltaUs;
    shift(packet, -clock.toTicks(deltaUs));
  }

  private static void dropErrors(AVPacket packet, StreamClock clock, long deltaUs) {
    if (Math.abs(deltaUs) > ERROR_US) {
      packet.dts(MediaTime.NONE);
    }
    if (packet.pts() != MediaTime.NONE
        && Math.abs(clock.toUs(packet.pts()) - clock.nextUs) > ERROR_US) {
      packet.pts(MediaTime.NONE);
    }
  }
}
