package dev.zoetrope.bench.side;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The process of the writer. */
final class WriterSide implements Side {
  private final Map<String, Sender> open = new HashMap<>();
  private long runs;

  @Override
  public void open(Transport transport) throws IOException {
    open.put(transport.path().toString(), transport.sender());
  }

  @Override
  public String run(Command command) throws IOException {
    SendLoop loop = new SendLoop(open.get(command.path()), ++runs);
    return switch (command.verb()) {
      case "handoff" -> loop.handOff(command.first(), command.second());
      case "stream" -> loop.stream(command.first());
      default -> throw command.unknown();
    };
  }

  @Override
  public void close(String path) throws IOException {
    open.remove(path).close();
  }
}
