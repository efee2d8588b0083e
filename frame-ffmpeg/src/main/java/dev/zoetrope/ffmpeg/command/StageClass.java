package dev.zoetrope.ffmpeg.command;

import dev.zoetrope.stage.Stage;
import dev.zoetrope.stage.UsageException;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds a stage by the name of its class. */
final class StageClass {
  private StageClass() {}

  /**
   * Makes a stage.
   *
   * @param className with its package
   * @param classPath further jars and directories, as {@code java -cp} takes them, or null
   * @return the new stage
   * @throws UsageException when there is no such stage; the message says why
   * @throws IOException when the class path cannot be read
   */
  static Stage create(String className, String classPath) throws IOException {
    ClassLoader own = StageClass.class.getClassLoader();
    // Open to the end of the process: a stage loads classes as long as it runs.
    ClassLoader loader = classPath == null ? own : new URLClassLoader(urls(classPath), own);
    Thread.currentThread().setContextClassLoader(loader);
    Class<?> type = load(className, classPath, loader);
    if (!Stage.class.isAssignableFrom(type)) {
      throw new UsageException(
          "class '" + className + "': is no stage; it must implement " + Stage.class.getName());
    }
    try {
      return type.asSubclass(Stage.class).getDeclaredConstructor().newInstance();
    } catch (InvocationTargetException e) {
      throw new IOException(
          "class '" + className + "': its constructor failed: " + e.getCause(), e);
    } catch (NoSuchMethodException | InstantiationException e) {
      throw new UsageException("class '" + className + "': " + withoutConstructor(type));
    } catch (IllegalAccessException e) {
      throw new UsageException("class '" + className + "': make it and its constructor public");
    }
  }

  private static Class<?> load(String className, String classPath, ClassLoader loader) {
    try {
      return Class.forName(className, true, loader);
    } catch (ClassNotFoundException e) {
      throw new UsageException(
          "class '"
              + className
              + "': not found; "
              + (classPath == null
                  ? "name its jar or directory with --class-path, and the class with its package"
                  : "it is not in --class-path '" + classPath + "' under this name"));
    } catch (LinkageError e) {
      throw new UsageException(
          "class '" + className + "': cannot be loaded: " + e + "; is --class-path complete?");
    }
  }

  private static String withoutConstructor(Class<?> type) {
    return type.isInterface() || java.lang.reflect.Modifier.isAbstract(type.getModifiers())
        ? "is abstract; name one that can be made"
        : "has no constructor without arguments; give it one";
  }

  private static URL[] urls(String classPath) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      if (entry.endsWith("*")) {
        Path directory = Path.of(entry.substring(0, entry.length() - 1));
        jars(directory).forEach(jar -> urls.add(url(jar)));
      } else {
        urls.add(url(existing(Path.of(entry))));
      }
    }
    return urls.toArray(URL[]::new);
  }

  private static Set<Path> jars(Path directory) throws IOException {
    Set<Path> jars = new TreeSet<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(existing(directory), "*.{jar,JAR}")) {
      files.forEach(jars::add);
    }
    return jars;
  }

  private static Path existing(Path path) {
    if (!Files.exists(path)) {
      throw new UsageException("--class-path '" + path + "': no such file or directory");
    }
    return path;
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UsageException("--class-path '" + path + "': " + e.getMessage());
    }
  }
}
