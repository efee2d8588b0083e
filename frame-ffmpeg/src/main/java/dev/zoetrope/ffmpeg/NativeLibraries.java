package dev.zoetrope.ffmpeg;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  private NativeLibraries() {}

  /**
   * Tells JavaCPP not to look for what is laid out. Comes before JavaCPP's first class. Without the
   * directory everything is as JavaCPP has it.
   */
  static void use() {
    String directory = System.getProperty(DIRECTORY);
    if (directory != null
        && new File(directory).isDirectory()
        && path().contains(directory)
        && System.getProperty("org.bytedeco.javacpp.findLibraries") == null) {
      System.setProperty("org.bytedeco.javacpp.findLibraries", "false");
    }
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
    layOut(Pointer.class);
    layOut(avutil.class);
    layOut(swresample.class);
    layOut(avcodec.class);
    layOut(avformat.class);
    layOut(swscale.class);
    layOut(avfilter.class);
    layOut(avdevice.class);
  }

  private static void layOut(Class<?> owner) throws IOException {
    ClassProperties properties = Loader.loadProperties(owner, Loader.loadProperties(), true);
    List<String> names = new ArrayList<>(properties.get("platform.preload"));
    names.addAll(properties.get("platform.link"));
    names.add(properties.getProperty("platform.library"));
    for (String name : names) {
      URL[] found = Loader.findLibrary(owner, properties, name);
      if (found.length > 0) {
        // The dynamic linker wants the name with the version, the JVM the one without.
        Loader.createLibraryLink(Loader.cacheResource(found[0]).getPath(), properties, name);
      }
    }
  }
}
