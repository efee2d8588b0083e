package dev.zoetrope.ffmpeg.command;

import static org.bytedeco.ffmpeg.global.avutil.av_version_info;
import static org.bytedeco.ffmpeg.global.avutil.avutil_license;

import dev.zoetrope.ffmpeg.Ffmpeg;
import picocli.CommandLine.IVersionProvider;

/** Versions for {@code --version}: this program, the FFmpeg in it with its licence, Java. */
public final class StageVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    Ffmpeg.initialize(false, true);
    String own = StageVersion.class.getPackage().getImplementationVersion();
    String licence = avutil_license().getString().startsWith("LGPL") ? "LGPL" : "GPL";
    return new String[] {
      "zoetrope "
          + (own == null ? "(not packaged)" : own)
          + ", FFmpeg "
          + av_version_info().getString()
          + " ("
          + licence
          + "), Java "
          + System.getProperty("java.version")
    };
  }
}
