package dev.zoetrope.capture;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** Gives decoded frames of one stream their times. For one thread. */
interface FrameTimes {
  /** Sets {@code pts}, {@code duration} and {@code time_base} of a frame as it left the decoder. */
  void stamp(AVFrame frame);

  /** Where the newest frame ends, in {@link #base()}, or {@link MediaTime#NONE}. */
  long end();

  /** Time base of {@link #end()}. */
  AVRational base();
}
