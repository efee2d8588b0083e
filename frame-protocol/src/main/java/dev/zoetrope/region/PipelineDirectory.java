package dev.zoetrope.region;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Set;

/**
 * The directory of one pipeline, mode 0700, under the runtime directory. It holds the files of the
 * pipeline's streams and nothing else.
 *
 * <p>Immutable. On platforms without POSIX permissions the runtime directory's own protection
 * applies.
 */
public final class PipelineDirectory {
  /** Environment variable that names another runtime directory. */
  public static final String RUNTIME_DIRECTORY_VARIABLE = "ZOETROPE_RUNTIME_DIR";

  private static final int MAX_SOCKET_PATH = 107;
  private static final int MAX_TRIES = 100;
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final Set<PosixFilePermission> WRITABLE =
      PosixFilePermissions.fromString("----w--w-");
  private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("---rwxrwx");
  private static final FileAttribute<?>[] DIRECTORY_MODE = mode("rwx------");
  private static final FileAttribute<?>[] FILE_MODE = mode("rw-------");

  private final Path path;

  private PipelineDirectory(Path path) {
    this.path = path;
  }

  /**
   * The runtime directory of this user: the variable {@value #RUNTIME_DIRECTORY_VARIABLE}, else
   * {@code /dev/shm/zoetrope-<user>}, else the same in the platform's temporary directory.
   *
   * @return the path; it need not exist
   */
  public static Path runtimeDirectory() {
    String chosen = System.getenv(RUNTIME_DIRECTORY_VARIABLE);
    if (chosen != null && !chosen.isBlank()) {
      return Path.of(chosen).toAbsolutePath();
    }
    Path shm = Path.of("/dev/shm");
    Path base =
        Files.isDirectory(shm) && Files.isWritable(shm)
            ? shm
            : Path.of(System.getProperty("java.io.tmpdir"));
    return base.resolve("zoetrope-" + System.getProperty("user.name"));
  }

  /**
   * Names a pipeline's directory without touching the file system.
   *
   * @param runtimeDirectory where pipelines live
   * @param pipeline name of the pipeline
   * @return the directory
   * @throws IllegalArgumentException for a name that is not allowed
   */
  public static PipelineDirectory of(Path runtimeDirectory, String pipeline) {
    return new PipelineDirectory(
        runtimeDirectory.resolve(StreamNames.check("pipeline", pipeline)).toAbsolutePath());
  }

  /**
   * Creates the directory and the runtime directory where they are missing, and checks that both
   * are real directories of this user: nobody else may write to the one above, or enter this one.
   *
   * @return this
   * @throws IOException when that cannot be had; the message names the directory and what to do
   */
  public PipelineDirectory create() throws IOException {
    try {
      return make();
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException e) {
      throw new IOException(
          "'" + e.getFile() + "' cannot be made (" + reason(e) + "); choose another --runtime-dir",
          e);
    }
  }

  private static String reason(FileSystemException e) {
    if (e.getReason() != null) {
      return e.getReason();
    }
    return e instanceof AccessDeniedException
        ? "Permission denied"
        : e instanceof FileAlreadyExistsException
            ? "it is no directory"
            : e.getClass().getSimpleName();
  }

  private PipelineDirectory make() throws IOException {
    Path runtime = path.getParent();
    if (runtime.getParent() != null) {
      Files.createDirectories(runtime.getParent());
    }
    for (int tries = 1; ; tries++) {
      try {
        createOwned(runtime, WRITABLE);
        createOwned(path, OPEN);
        return this;
      } catch (NoSuchFileException e) {
        // The last writer of another run removed it between two of our steps.
        if (tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  /**
   * Checks, as {@link #create()} does, directories that must exist already: what another user could
   * have put there is not to be trusted.
   *
   * @throws NoSuchFileException when one does not exist
   * @throws IOException when one is not this user's own
   */
  public void check() throws IOException {
    checkOwned(path.getParent(), WRITABLE);
    checkOwned(path, OPEN);
  }

  private static void createOwned(Path directory, Set<PosixFilePermission> refused)
      throws IOException {
    try {
      Files.createDirectory(directory, DIRECTORY_MODE);
    } catch (FileAlreadyExistsException e) {
      checkOwned(directory, refused);
    }
  }

  private static void checkOwned(Path directory, Set<PosixFilePermission> refused)
      throws IOException {
    // One look: between two, the last writer of another run may remove it.
    boolean isDirectory =
        Files.readAttributes(directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .isDirectory();
    if (!isDirectory) {
      throw new IOException(
          "'" + directory + "' is not a directory; remove it or choose another with --runtime-dir");
    }
    if (!POSIX) {
      return;
    }
    Set<PosixFilePermission> permissions =
        Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
    boolean foreign = !Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(Self.user());
    if (foreign || !Collections.disjoint(permissions, refused)) {
      throw new IOException(
          "'"
              + directory
              + "' belongs to or is "
              + (refused == OPEN ? "open to" : "writable by")
              + " another user (owner "
              + Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS)
              + ", mode "
              + PosixFilePermissions.toString(permissions)
              + "); choose another with --runtime-dir");
    }
  }

  /** Path of the directory. */
  public Path path() {
    return path;
  }

  /** Name of the pipeline. */
  public String name() {
    return path.getFileName().toString();
  }

  /** Path of a file in the directory. */
  public Path resolve(String fileName) {
    return path.resolve(fileName);
  }

  /**
   * Path of a stream's control socket.
   *
   * @param stream name of the stream
   * @return the path
   * @throws IOException when it is too long for a Unix domain socket
   */
  public Path socket(String stream) throws IOException {
    Path socket = path.resolve(StreamNames.socket(StreamNames.check("stream", stream)));
    int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_SOCKET_PATH) {
      throw new IOException(
          "socket path '"
              + socket
              + "' has "
              + length
              + " bytes, allowed: "
              + MAX_SOCKET_PATH
              + "; choose a shorter --runtime-dir or pipeline name");
    }
    return socket;
  }

  /** Attributes of new files: mode 0600 where the platform knows modes. */
  static FileAttribute<?>[] fileMode() {
    return FILE_MODE.clone();
  }

  /**
   * Gives a file that was made without a mode, such as a socket, that of all other files.
   *
   * @param file the file
   * @throws IOException when the file system fails
   */
  public static void restrict(Path file) throws IOException {
    if (POSIX) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  /**
   * Removes the directory, and the runtime directory, where they are empty. A runtime directory
   * that cannot be removed, such as one that is mounted, stays.
   *
   * @throws IOException when the file system fails
   */
  public void deleteIfEmpty() throws IOException {
    try {
      Files.deleteIfExists(path);
    } catch (DirectoryNotEmptyException | NoSuchFileException e) {
      // Another stream or pipeline still uses it, or another process was faster.
      return;
    }
    try {
      Files.deleteIfExists(path.getParent());
    } catch (FileSystemException e) {
      // Used by another pipeline, mounted, or in a directory where only its owner may remove it.
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private static FileAttribute<?>[] mode(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
