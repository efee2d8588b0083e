package dev.zoetrope.channel;

import dev.zoetrope.channel.Coverage.Event;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Somebody who connects to the control socket and then is no reader. */
final class StrangerAgent extends Agent {
  private static final String[] LINES = {
    "", "ZOETROPE", "GET / HTTP/1.1\n", "ZOETROPE 1 READER\n", "ZOETROPE 9 READER name=x\n"
  };

  StrangerAgent(Simulation simulation, SimulatedProcess process) {
    super(simulation, process);
  }

  @Override
  void run() throws IOException {
    Path socket = simulation.directory().socket("s");
    work("strolls", 100 * MS);
    try (SocketChannel channel = host.sockets().openSocketChannel(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      count(Event.STRANGER_CAME);
      String line = LINES[random.nextInt(LINES.length)];
      if (!line.isEmpty()) {
        channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
      }
      work("stays", 5_000 * MS);
    } catch (IOException e) {
      // Nobody is there, or does not listen any more.
    }
  }
}
