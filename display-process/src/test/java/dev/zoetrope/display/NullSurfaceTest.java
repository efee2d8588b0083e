package dev.zoetrope.display;

final class NullSurfaceTest extends SurfaceContract {
  @Override
  Surface open() {
    return new NullSurface();
  }
}
