package dev.zoetrope.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class StageArgumentsTest {
  @Test
  void pairsAndFreeOnesAreToldApart() {
    StageArguments arguments =
        new StageArguments(List.of("size=3", "ratio=0.5", "text=a=b", "file.json", "=x"));

    assertEquals(3, arguments.integer("size", 0));
    assertEquals(0.5, arguments.number("ratio", 0));
    assertEquals("a=b", arguments.text("text", ""));
    assertEquals(7, arguments.integer("missing", 7));
    assertEquals(List.of("file.json", "=x"), arguments.free());
    arguments.checkAllAsked("stage X");
  }

  @Test
  void whatIsNoNumberNamesKeyAndValue() {
    StageArguments arguments = new StageArguments(List.of("size=3px", "ratio=NaN"));

    assertMessage("argument 'size=3px'", () -> arguments.integer("size", 0));
    assertMessage("argument 'ratio=NaN'", () -> arguments.number("ratio", 0));
  }

  @Test
  void whatNobodyAsksForIsRefused() {
    assertMessage(
        "argument 'b=1': not known to stage X, which takes none",
        () -> new StageArguments(List.of("b=1")).checkAllAsked("stage X"));
    assertMessage(
        "argument 'free': not known to stage X",
        () -> new StageArguments(List.of("free")).checkAllAsked("stage X"));
    assertMessage("'b' comes twice", () -> new StageArguments(List.of("b=1", "b=2")));
  }

  private static void assertMessage(String part, Executable step) {
    String message = assertThrows(UsageException.class, step).getMessage();
    assertTrue(message.contains(part), message);
  }
}
