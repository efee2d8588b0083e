package dev.zoetrope.region;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What may lie in a pipeline's directory under a name of ours. Opening a pipe in place of a file
 * waits for its other end, and writing to a file with a second name writes to that one too; so it
 * is looked at first. Nobody else can change it in between: the directory is this user's alone.
 */
final class OwnFile {
  private static final boolean UNIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

  private OwnFile() {}

  /**
   * Checks that a path is a regular file, this user's, and has no other name.
   *
   * @param path the file; symbolic links are refused
   * @return the path
   * @throws java.nio.file.NoSuchFileException when there is none
   * @throws IOException naming the file, what is wrong with it, and what to do
   */
  static Path check(Path path) throws IOException {
    boolean isFile =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .isRegularFile();
    require(isFile, path, "no regular file");
    if (UNIX) {
      boolean isOwn = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(Self.user());
      require(isOwn, path, "another user's");
      Object names = Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
      require(names.equals(1), path, "a hard link, with " + names + " names");
    }
    return path;
  }

  private static void require(boolean holds, Path path, String what) throws IOException {
    if (!holds) {
      throw new IOException("'" + path + "' is " + what + "; remove it");
    }
  }
}
