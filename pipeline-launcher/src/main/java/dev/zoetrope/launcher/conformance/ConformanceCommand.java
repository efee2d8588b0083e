package dev.zoetrope.launcher.conformance;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zoetrope conformance}: does someone's reader or writer keep the protocol? */
@Command(
    name = "conformance",
    description = {
      "Run a reader or writer of one's own, in whatever language, through the protocol's contract.",
      "What the program has to do is in docs/CONFORMANCE.md."
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  zoetrope conformance -- python3 samples/python/conformance.py",
      "  zoetrope conformance --role writer -- ./my-program --my-option",
      "  zoetrope conformance --only corrupt-frames --patience 5 -- ./my-program",
      "  zoetrope conformance --list"
    })
public final class ConformanceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "Check it as reader or as writer (default: both).")
  private Role role;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Run these checks alone.")
  private List<String> only;

  @Option(
      names = "--skip",
      paramLabel = "NAME",
      split = ",",
      description = "Leave these checks out, such as those of a policy that the program lacks.")
  private List<String> skip;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "Longest wait for anything that must happen (default: ${DEFAULT-VALUE}).")
  private long patience;

  @Option(names = "--list", description = "Show the checks and exit.")
  private boolean list;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // It is there for its annotation.
  private boolean helpRequested;

  @Parameters(
      paramLabel = "COMMAND",
      description = "The program, with its arguments.",
      arity = "0..*")
  private List<String> command;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<Role> roles = role == null ? List.of(Role.values()) : List.of(role);
    if (only != null) {
      mustBeKnown(only);
    }
    if (skip != null) {
      mustBeKnown(skip);
    }
    if (!list && (command == null || command.isEmpty())) {
      throw new ParameterException(
          spec.commandLine(), "no program: name it after --, such as '-- ./my-program'");
    }
    if (patience < 1) {
      throw new ParameterException(
          spec.commandLine(), "--patience is " + patience + ", allowed: 1 and more");
    }
    boolean holds = true;
    for (Role each : roles) {
      List<Check> checks = each.checks().stream().filter(this::isChosen).toList();
      if (checks.isEmpty()) {
        continue;
      }
      out.println(list ? each.token() : each.token() + ": " + String.join(" ", command));
      holds &= list ? show(out, checks) : run(out, each, checks);
      out.flush();
    }
    return holds ? 0 : 1;
  }

  private void mustBeKnown(List<String> names) {
    List<String> known = new ArrayList<>();
    for (Role each : Role.values()) {
      each.checks().forEach(check -> known.add(check.name()));
    }
    for (String name : names) {
      if (!known.contains(name)) {
        throw new ParameterException(
            spec.commandLine(), "check '" + name + "' is unknown; --list shows them");
      }
    }
  }

  private boolean isChosen(Check check) {
    return (only == null || only.contains(check.name()))
        && (skip == null || !skip.contains(check.name()));
  }

  private static boolean show(PrintWriter out, List<Check> checks) {
    checks.forEach(check -> out.println("  " + line(check)));
    return true;
  }

  private static String line(Check check) {
    return String.format("%-18s §%s  %s", check.name(), check.section(), check.promise());
  }

  private boolean run(PrintWriter out, Role as, List<Check> checks) throws InterruptedException {
    int kept = 0;
    for (Check check : checks) {
      String reason = run(as, check);
      kept += reason == null ? 1 : 0;
      out.println((reason == null ? "  holds  " : "  FAILS  ") + line(check));
      if (reason != null) {
        out.println("         " + reason);
      }
      out.flush();
    }
    out.println(as.token() + ": " + kept + " of " + checks.size() + " hold");
    return kept == checks.size();
  }

  /** Why a check fails, or null when it holds. */
  private String run(Role as, Check check) throws InterruptedException {
    try (Bench bench = new Bench(as, command, TimeUnit.SECONDS.toNanos(patience))) {
      check.body().run(bench);
      return null;
    } catch (Violation e) {
      return e.getMessage();
    } catch (IOException | RuntimeException e) {
      // What the program left in shared memory or at the socket was not even readable.
      return e.toString();
    }
  }
}
