package dev.zoetrope.ffmpeg;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * FFmpeg's libraries as files in one directory, laid out once after a build.
 *
 * <p>JavaCPP looks for each of them in every jar of the class path, under several names, at every
 * start: 0.1 s. Where the system finds them by their names, there is nothing to look for.
 */
public final class NativeLibraries {
  /** System property that names the directory; it has to be in {@code java.library.path}, too. */
  public static final String DIRECTORY = "zoetrope.natives";

  /** Names of the libraries in the directory, a line each: those of the devices are not there. */
  private static final String ORDER = "order.txt";

  private static final String LOADS = "org.bytedeco.javacpp.loadLibraries";

  private NativeLibraries() {}

  /**
   * Tells JavaCPP not to look for what is laid out. Comes before JavaCPP's first class. Without the
   * directory everything is as JavaCPP has it.
   */
  static void use() {
    if (isLaidOut() && System.getProperty("org.bytedeco.javacpp.findLibraries") == null) {
      System.setProperty("org.bytedeco.javacpp.findLibraries", "false");
    }
  }

  /**
   * Loads all libraries but that of the devices, and tells JavaCPP that nothing is left to load:
   * for each structure of FFmpeg it would read through annotations which libraries that needs.
   * Without the directory everything is as JavaCPP has it.
   */
  static void loadAll() {
    if (!isLaidOut() || System.getProperty(LOADS) != null) {
      return;
    }
    Path directory = Path.of(System.getProperty(DIRECTORY));
    try {
      List<String> names = Files.readAllLines(directory.resolve(ORDER));
      // Each library initialises classes of JavaCPP, which would load what comes here anyway.
      System.setProperty(LOADS, "false");
      for (String name : names) {
        System.load(directory.resolve(name).toString());
      }
    } catch (IOException | UnsatisfiedLinkError e) {
      // JavaCPP knows what to say.
      allowLoading();
    }
  }

  /** Lets JavaCPP load libraries again. */
  static void allowLoading() {
    System.clearProperty(LOADS);
  }

  private static boolean isLaidOut() {
    String directory = System.getProperty(DIRECTORY);
    return directory != null && new File(directory).isDirectory() && path().contains(directory);
  }

  private static List<String> path() {
    return Arrays.asList(System.getProperty("java.library.path", "").split(File.pathSeparator, -1));
  }

  /**
   * Lays the libraries of this platform out, as JavaCPP itself finds and extracts them; loads none.
   *
   * @param arguments the directory
   * @throws IOException when a file cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    System.setProperty(
        "org.bytedeco.javacpp.cachedir", Files.createDirectories(Path.of(arguments[0])).toString());
    System.setProperty("org.bytedeco.javacpp.cachedir.nosubdir", "true");
    Set<String> order = new LinkedHashSet<>();
    order.addAll(layOut(Pointer.class));
    order.addAll(layOut(avutil.class));
    order.addAll(layOut(swresample.class));
    order.addAll(layOut(avcodec.class));
    order.addAll(layOut(avformat.class));
    order.addAll(layOut(swscale.class));
    order.addAll(layOut(avfilter.class));
    Files.write(Path.of(arguments[0], ORDER), order);
    layOut(avdevice.class);
  }

  /** Lays out what a class needs; the names of the files, in the order in which to load them. */
  private static List<String> layOut(Class<?> owner) throws IOException {
    ClassProperties properties = Loader.loadProperties(owner, Loader.loadProperties(), true);
    List<String> names = new ArrayList<>(properties.get("platform.preload"));
    names.addAll(properties.get("platform.link"));
    names.add(properties.getProperty("platform.library"));
    List<String> files = new ArrayList<>();
    for (String name : names) {
      URL[] found = Loader.findLibrary(owner, properties, name);
      if (found.length > 0) {
        // The dynamic linker wants the name with the version, the JVM the one without.
        File file = Loader.cacheResource(found[0]);
        Loader.createLibraryLink(file.getPath(), properties, name);
        files.add(file.getName());
      }
    }
    return files;
  }
}
