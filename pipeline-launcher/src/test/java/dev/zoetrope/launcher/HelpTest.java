package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

@Tag("once")
class HelpTest {
  /** Of a description, the list of commands shows no more than its first line. */
  @Test
  void theFirstLineSaysIt() {
    check(ZoetropeMain.commandLine());
  }

  private static void check(CommandLine line) {
    for (CommandLine command : line.getSubcommands().values()) {
      UsageMessageSpec usage = command.getCommandSpec().usageMessage();
      if (!usage.hidden()) {
        String first = (usage.header().length > 0 ? usage.header() : usage.description())[0];
        assertTrue(first.matches(".*(\\.|says)"), command.getCommandName() + ": " + first);
      }
      check(command);
    }
  }
}
