package dev.zoetrope.bench.side;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/** The process of the readers: one thread for each, the first of them the caller's. */
final class ReaderSide implements Side {
  private final Map<String, List<Receiver>> open = new HashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool(ReaderSide::thread);

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, SideMain.LOOP);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void open(Transport transport) throws IOException {
    open.put(transport.path().toString(), transport.receivers());
  }

  @Override
  public String run(Command command) throws IOException {
    List<ReceiveLoop> loops = new ArrayList<>();
    List<Future<?>> ends = new ArrayList<>();
    for (Receiver receiver : open.get(command.path())) {
      loops.add(new ReceiveLoop(receiver));
    }
    for (ReceiveLoop loop : loops.subList(1, loops.size())) {
      ends.add(threads.submit(() -> run(command, loop)));
    }
    run(command, loops.get(0));
    for (Future<?> end : ends) {
      await(end);
    }
    return summary(loops);
  }

  private static Void run(Command command, ReceiveLoop loop) throws IOException {
    switch (command.verb()) {
      case "handoff" -> loop.handOff();
      case "stream" -> loop.stream(command.second() == 0);
      default -> throw command.unknown();
    }
    return null;
  }

  private static void await(Future<?> end) throws IOException {
    try {
      end.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String summary(List<ReceiveLoop> loops) {
    Histogram latency = Counts.empty();
    long frames = 0;
    long elapsed = 0;
    long differing = 0;
    for (ReceiveLoop loop : loops) {
      latency.add(loop.latency());
      frames += loop.frames();
      elapsed = Math.max(elapsed, loop.elapsedNs());
      differing += loop.differing();
    }
    return " frames="
        + frames
        + " elapsed="
        + elapsed
        + " differing="
        + differing
        + " latency="
        + Counts.text(latency);
  }

  @Override
  public void close(String path) throws IOException {
    for (Receiver receiver : open.remove(path)) {
      receiver.close();
    }
  }
}
