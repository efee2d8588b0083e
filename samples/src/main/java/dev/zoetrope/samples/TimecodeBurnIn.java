package dev.zoetrope.samples;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.ffmpeg.FrameToSlot;
import dev.zoetrope.ffmpeg.command.StageRunner;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.stage.StageContext;
import dev.zoetrope.stage.StageOutput;
import dev.zoetrope.stage.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * A stage that transforms with a filter of FFmpeg: draws the presentation time of each picture into
 * its lower left corner.
 *
 * <pre>
 * ./zoetrope stage dev.zoetrope.samples.TimecodeBurnIn -i video -o stamped
 * </pre>
 *
 * <p>Arguments: {@code font}, a font file, by default one of DejaVu's where Debian, Fedora and Arch
 * install them; {@code size}, the height of the text as a part of the picture's, 0.08 by default.
 */
public final class TimecodeBurnIn extends FilteredStage {
  private static final List<Path> FONTS =
      List.of(
          Path.of("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"),
          Path.of("/usr/share/fonts/dejavu-sans-mono-fonts/DejaVuSansMono.ttf"),
          Path.of("/usr/share/fonts/TTF/DejaVuSansMono.ttf"));

  private StageOutput output;
  private Path font;
  private double size;

  /** Runs the stage as a program of its own. */
  public static void main(String[] arguments) {
    System.exit(StageRunner.run(TimecodeBurnIn::new, arguments));
  }

  @Override
  public void open(StageContext context) {
    output = context.output();
    size = context.arguments().number("size", 0.08);
    String chosen = context.arguments().text("font", null);
    font = chosen == null ? defaultFont() : Path.of(chosen);
    if (!Files.isReadable(font)) {
      throw new UsageException("font '" + font + "': no such file; name another with font=FILE");
    }
  }

  private static Path defaultFont() {
    return FONTS.stream()
        .filter(Files::isReadable)
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "no font found; install fonts-dejavu-core, or name one with font=FILE"));
  }

  @Override
  String filters(FrameHeader header) {
    String file = font.toString().replaceAll("([\\\\':,;\\[\\]])", "\\\\$1");
    long pixels = Math.max(8, Math.round(header.height() * size));
    return "drawtext=fontfile="
        + file
        + ":text='%{pts\\:hms}':fontsize="
        + pixels
        + ":x=w/40:y=h-lh-h/40:fontcolor=white:box=1:boxcolor=black@0.6:boxborderw=4";
  }

  @Override
  void onFiltered(AVFrame frame) throws Exception {
    try (FrameClaim claim = output.claim(FrameToSlot.payloadLength(frame))) {
      if (claim != null) {
        FrameToSlot.write(
            frame, claim, frame.time_base().num(), frame.time_base().den(), captureTimeNs());
        claim.publish();
      }
    }
  }
}
