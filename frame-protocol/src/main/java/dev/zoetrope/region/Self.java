package dev.zoetrope.region;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/** The user that this process runs as, as the kernel sees it. */
public final class Self {
  private Self() {}

  /**
   * The effective user of this process.
   *
   * @return the user
   * @throws IOException when neither {@code /proc} nor a temporary file is there to ask
   */
  public static UserPrincipal user() throws IOException {
    Path proc = Path.of("/proc/self");
    if (Files.exists(proc)) {
      return Files.getOwner(proc);
    }
    Path probe = Files.createTempFile("zoetrope", null);
    try {
      return Files.getOwner(probe);
    } finally {
      Files.delete(probe);
    }
  }
}
