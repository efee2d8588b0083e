package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_VERBOSE;

import java.util.List;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.Loader;

/**
 * FFmpeg in this process: which libraries are loaded, where its log goes. Thread-safe.
 *
 * <p>The device library is not loaded with the others: it wants shared libraries of sound servers
 * and X11 that a bare machine lacks.
 */
public final class Ffmpeg {
  private static boolean devicesLoaded;

  private Ffmpeg() {}

  /**
   * Loads FFmpeg, but for its devices, and takes over its log. Later calls only change the level.
   *
   * <p>JavaCPP's own limits of memory are lifted, unless the user set them: mapped slots count as
   * resident memory and would trip them.
   *
   * @param verbose whether warnings and information are logged too
   * @param quiet whether not even errors are logged; they are remembered all the same
   */
  public static synchronized void initialize(boolean verbose, boolean quiet) {
    setDefault("org.bytedeco.javacpp.maxBytes", "0");
    setDefault("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    for (Class<?> library :
        List.of(
            avutil.class,
            swresample.class,
            swscale.class,
            avcodec.class,
            avformat.class,
            avfilter.class)) {
      Loader.load(library);
    }
    FfmpegLog.install(verbose && !quiet ? AV_LOG_VERBOSE : AV_LOG_ERROR);
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /**
   * Loads the device library and registers the devices; {@link #initialize} comes first.
   *
   * @throws FfmpegException naming what is missing and the packages that have it
   */
  public static synchronized void loadDevices() throws FfmpegException {
    if (devicesLoaded) {
      return;
    }
    try {
      Loader.load(avdevice.class);
      avdevice.avdevice_register_all();
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new FfmpegException(
          "FFmpeg's devices do not load ("
              + MissingLibrary.describe(e)
              + "); on Debian install libpulse0 libasound2 libxcb1 libxcb-shm0 libxcb-shape0"
              + " libxcb-xfixes0",
          e);
    }
    devicesLoaded = true;
  }

  /**
   * Takes the last error that FFmpeg logged, on this thread where there is one, else in the
   * process.
   *
   * @return one line, the first of those logged together; null when none was within two seconds
   */
  public static String takeLastError() {
    return FfmpegLog.takeLastError();
  }
}
