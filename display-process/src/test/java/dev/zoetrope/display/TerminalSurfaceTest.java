package dev.zoetrope.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TerminalSurfaceTest extends SurfaceContract {
  private static final int COLUMNS = 40;
  private static final int ROWS = 12;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @Override
  Surface open() {
    return new TerminalSurface(
        new Terminal(written) {
          @Override
          int[] size() {
            return new int[] {COLUMNS, ROWS};
          }

          @Override
          void grabKeys() {}
        },
        0);
  }

  private String written() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void writesHalfBlocksInTrueColourAndGivesTheTerminalBack() throws IOException {
    upload(0, "color=0xff8000:size=80x48,format=rgb24", header -> {});
    surface.present(0, List.of());
    surface.close();
    String text = written();
    assertTrue(text.startsWith("\033[?1049h\033[?25l"), "enters the other screen");
    assertTrue(text.endsWith("\033[?25h\033[?1049l"), "leaves it with a cursor");
    assertTrue(text.contains("\033[38;2;255;128;0m\033[48;2;255;128;0m\u2580"), text);
    assertEquals(COLUMNS * ROWS, text.chars().filter(c -> c == '\u2580').count());
  }

  @Test
  void leavesBlackAroundAPictureOfAnotherShape() throws IOException {
    // 24 pixels high in an area of 40 by 24: a square takes 24 columns.
    upload(0, "color=white:size=64x64,format=rgb24", header -> {});
    surface.present(0, List.of());
    assertEquals(24 * ROWS, written().chars().filter(c -> c == '\u2580').count());
  }

  @Test
  void turnsThePicture() throws IOException {
    // Left half red, right half blue; turned clockwise by 90 degrees the top is red.
    upload(
        0,
        "color=red:size=80x80,format=rgb24,drawbox=x=40:w=40:h=80:color=blue:t=fill",
        header -> header.rotation(90));
    surface.present(0, List.of());
    String text = written();
    String top = text.substring(text.indexOf("\033[1;1H"), text.indexOf("\033[2;1H"));
    String bottom = text.substring(text.indexOf("\033[12;1H"));
    assertTrue(top.contains("38;2;254;0;0") || top.contains("38;2;255;0;0"), top);
    assertTrue(bottom.contains("38;2;0;0;254") || bottom.contains("38;2;0;0;255"), bottom);
  }

  @Test
  void showsStatisticsInTheFirstLines() throws IOException {
    upload(0, "color=white:size=64x64,format=rgb24", header -> {});
    surface.present(0, List.of("shown 1"));
    assertTrue(written().contains("\033[1;1H\033[0mshown 1"));
  }
}
