package dev.zoetrope.channel;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.TestExecutor;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.DiskWriteCollector;
import org.openjdk.jcstress.infra.collectors.SerializedBufferCollector;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.os.AffinityMode;
import org.openjdk.jcstress.os.Scheduler;
import org.openjdk.jcstress.os.SchedulingClass;
import org.openjdk.jcstress.os.topology.Topology;
import org.openjdk.jcstress.vm.CompileMode;
import org.openjdk.jcstress.vm.VMSupport;

/**
 * As jcstress's own main, but with one JVM for each race, as an application has it. The original
 * has no such mode: on a JDK with biased locking it starts two, and takes twice the time.
 */
public final class QuickMain {
  private QuickMain() {}

  /** Takes the options of jcstress. */
  public static void main(String[] args) throws Exception {
    Options options = new Options(args);
    if (!options.parse()) {
      throw new IllegalArgumentException(String.join(" ", args));
    }
    VMSupport.initFlags(options);
    JCStress jcstress = new JCStress(options);
    Scheduler scheduler = new Scheduler(Topology.get(), options.getCPUCount());
    List<TestConfig> configs = new ArrayList<>();
    for (String name : jcstress.getTests()) {
      configs.add(config(options, TestList.getInfo(name), scheduler));
    }
    DiskWriteCollector file = new DiskWriteCollector(options.getResultFile());
    SerializedBufferCollector sink = new SerializedBufferCollector(file);
    new TestExecutor(options.verbosity(), sink, scheduler).runAll(configs);
    sink.close();
    file.close();
    jcstress.parseResults();
  }

  private static TestConfig config(Options options, TestInfo race, Scheduler scheduler) {
    List<String> arguments =
        new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
    arguments.addAll(options.getJvmArgs());
    SchedulingClass free =
        scheduler.scheduleClasses(race.threads(), options.getCPUCount(), AffinityMode.NONE).get(0);
    return new TestConfig(options, race, 0, arguments, CompileMode.UNIFIED, free);
  }
}
