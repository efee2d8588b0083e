package dev.zoetrope.launcher.conformance;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.CloseHelper;
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

  private volatile Bench bench;

  @Override
  public Integer call() throws InterruptedException {
    List<Role> roles = role == null ? List.of(Role.values()) : List.of(role);
    checkOptions(roles);
    // Interrupted, it leaves neither the program nor its files.
    Thread cleaner = new Thread(this::cleanUp, "conformance-cleaner");
    Runtime.getRuntime().addShutdownHook(cleaner);
    boolean holds = true;
    PrintWriter out = spec.commandLine().getOut();
    for (Role each : roles) {
      List<Check> checks = each.checks().stream().filter(this::isChosen).toList();
      if (!checks.isEmpty()) {
        out.println(list ? each.token() : each.token() + ": " + String.join(" ", command));
        holds &= list ? show(out, checks) : run(out, each, checks);
        out.flush();
      }
    }
    Runtime.getRuntime().removeShutdownHook(cleaner);
    return holds ? 0 : 1;
  }

  private void cleanUp() {
    Bench last = bench;
    if (last != null) {
      CloseHelper.quietClose(last);
    }
  }

  private void checkOptions(List<Role> roles) {
    Set<String> known = new HashSet<>();
    roles.forEach(each -> each.checks().forEach(check -> known.add(check.name())));
    Stream.of(only, skip)
        .filter(Objects::nonNull)
        .flatMap(List::stream)
        .filter(name -> !known.contains(name))
        .forEach(
            name -> {
              throw misuse("check '" + name + "' is unknown; --list shows them");
            });
    if (!list && (command == null || command.isEmpty())) {
      throw misuse("no program: name it after --, such as '-- ./my-program'");
    }
    if (patience < 1) {
      throw misuse("--patience is " + patience + ", allowed: 1 and more");
    }
  }

  private ParameterException misuse(String message) {
    return new ParameterException(spec.commandLine(), message);
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
    try (Bench own = new Bench(as, command, TimeUnit.SECONDS.toNanos(patience))) {
      bench = own;
      check.body().run(own);
      return null;
    } catch (Violation e) {
      return e.getMessage();
    } catch (Subject.NotStartedException e) {
      throw misuse(e.getMessage());
    } catch (IOException | RuntimeException e) {
      // What the program left in shared memory or at the socket was not even readable.
      return e.toString();
    }
  }
}
