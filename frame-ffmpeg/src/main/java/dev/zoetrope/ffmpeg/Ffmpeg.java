package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_VERBOSE;

import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;

/**
 * FFmpeg in this process: which libraries are loaded, where its log goes. Thread-safe.
 *
 * <p>The device library is loaded only where it is asked for: it wants shared libraries of sound
 * servers and X11 that a bare machine lacks.
 */
public final class Ffmpeg {
  /** Debian's packages, parted by spaces, that FFmpeg's device library and its own program want. */
  public static final String DEVICE_PACKAGES =
      "libpulse0 libasound2 libxcb1 libxcb-shm0 libxcb-shape0 libxcb-xfixes0";

  private static boolean devicesLoaded;

  private Ffmpeg() {}

  /**
   * Loads FFmpeg's common library and takes over its log. Later calls only change the level. The
   * other libraries are loaded with the first of their classes that is used: a display, which shows
   * what comes, has no use for most of them, and starts 0.1 s earlier.
   *
   * <p>JavaCPP's own limits of memory are lifted, unless the user set them: mapped slots count as
   * resident memory and would trip them.
   *
   * @param verbose whether warnings and information are logged too
   * @param quiet whether not even errors are logged; they are remembered all the same
   */
  public static synchronized void initialize(boolean verbose, boolean quiet) {
    prepare();
    Loader.load(avutil.class);
    FfmpegLog.install(verbose && !quiet ? AV_LOG_VERBOSE : AV_LOG_ERROR);
  }

  /**
   * Loads all libraries but that of the devices at once, for whoever uses most of them; comes
   * before {@link #initialize}. JavaCPP then has nothing to do for each structure of FFmpeg. Where
   * the libraries are not laid out, they are loaded one by one as ever.
   */
  public static synchronized void loadAll() {
    prepare();
    NativeLibraries.loadAll();
  }

  /** Comes before JavaCPP's first class. */
  private static void prepare() {
    setDefault("org.bytedeco.javacpp.maxBytes", "0");
    setDefault("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    NativeLibraries.use();
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
      NativeLibraries.allowLoading();
      Loader.load(avdevice.class);
      avdevice.avdevice_register_all();
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new FfmpegException(
          "FFmpeg's devices do not load ("
              + MissingLibrary.describe(e)
              + "); on Debian install "
              + DEVICE_PACKAGES,
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
