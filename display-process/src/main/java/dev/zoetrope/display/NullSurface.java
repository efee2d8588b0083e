package dev.zoetrope.display;

import dev.zoetrope.channel.FrameLease;
import java.util.List;

/** Shows nothing: takes every picture, and lets it go. */
public final class NullSurface implements Surface {
  @Override
  public int places(PictureInfo picture) {
    return MAX_PLACES;
  }

  @Override
  public void upload(int place, PictureInfo picture, FrameLease lease) {
    lease.close();
  }

  @Override
  public void present(int place, List<String> overlay) {}

  @Override
  public SurfaceEvent poll() {
    return null;
  }

  /** Nobody can wish for anything here, and each look costs a wake-up. */
  @Override
  public long pollPeriodNs() {
    return 100_000_000L;
  }

  @Override
  public String description() {
    return "none";
  }

  @Override
  public void close() {}
}
