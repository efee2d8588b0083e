package dev.zoetrope.display;

import dev.zoetrope.channel.FrameLease;
import java.io.IOException;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * A preview in a text terminal of 24-bit colour: each character is two pixels, one above the other.
 * Keys as in the window, but for the full screen.
 */
public final class TerminalSurface implements Surface {
  /** Fifteen pictures a second: what terminals take without falling behind. */
  static final long PERIOD_NS = 66_000_000L;

  private static final long SIZE_PERIOD_NS = 2_000_000_000L;
  private static final int ESCAPE = 27;
  private static final String ENTER = "\033[?1049h\033[?25l\033[2J";
  private static final String LEAVE = "\033[0m\033[?25h\033[?1049l";

  private final Terminal terminal;
  private final long periodNs;
  private final PixelConverter converter = new PixelConverter();
  private final TerminalPicture[] pictures = new TerminalPicture[MAX_PLACES];
  private final Thread restorer = new Thread(this::restore, "zoetrope-terminal");
  private int[] size;
  private long sizedNs;
  private long uploadedNs;
  private boolean isEntered;
  private boolean isClosed;

  /**
   * Takes a terminal over with the first picture, and gives it back when closed, or when the
   * process is ended.
   *
   * @param terminal the terminal; closed with the surface
   * @param periodNs least time from one picture to the next, nanoseconds
   */
  TerminalSurface(Terminal terminal, long periodNs) {
    this.terminal = terminal;
    this.periodNs = periodNs;
  }

  @Override
  public int places(PictureInfo picture) {
    return MAX_PLACES;
  }

  @Override
  public void upload(int place, PictureInfo picture, FrameLease lease) throws IOException {
    long now = System.nanoTime();
    if (isEntered && now - uploadedNs < periodNs) {
      lease.close();
      pictures[place] = null;
      return;
    }
    uploadedNs = now;
    try {
      enter(now);
    } catch (IOException e) {
      lease.close();
      throw e;
    }
    PictureFit fit = PictureFit.of(picture, size[0], size[1] * 2);
    String filters =
        "scale=" + (int) fit.width() + ":" + (int) fit.height() + ":flags=area,format=rgb24";
    AVFrame scaled = converter.convert(lease, filters);
    pictures[place] = TerminalPicture.of(scaled, fit, size[0], size[1]);
  }

  private void enter(long now) throws IOException {
    if (!isEntered) {
      Runtime.getRuntime().addShutdownHook(restorer);
      isEntered = true;
      terminal.grabKeys();
      terminal.write(ENTER);
    }
    if (size == null || now - sizedNs > SIZE_PERIOD_NS) {
      size = terminal.size();
      sizedNs = now;
    }
  }

  @Override
  public void present(int place, List<String> overlay) throws IOException {
    if (pictures[place] != null) {
      terminal.write(pictures[place].text(overlay));
    }
  }

  @Override
  public SurfaceEvent poll() throws IOException {
    if (!isEntered) {
      return null;
    }
    return switch (terminal.key()) {
      case 'q', 'Q', ESCAPE -> SurfaceEvent.QUIT;
      case 'i', 'I' -> SurfaceEvent.TOGGLE_STATISTICS;
      default -> null;
    };
  }

  @Override
  public String description() {
    return "terminal";
  }

  private synchronized void restore() {
    if (isEntered) {
      isEntered = false;
      try {
        terminal.write(LEAVE);
      } catch (IOException e) {
        // The terminal is gone; there is nothing to give back.
      }
      terminal.close();
    }
  }

  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    if (isEntered) {
      restore();
      try {
        Runtime.getRuntime().removeShutdownHook(restorer);
      } catch (IllegalStateException e) {
        // The process is ending, and the hook has nothing left to do.
      }
    }
    converter.close();
  }
}
