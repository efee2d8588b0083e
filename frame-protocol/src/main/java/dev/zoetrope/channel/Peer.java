package dev.zoetrope.channel;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/** Who is at the other end of a Unix domain socket, as the kernel tells it. */
final class Peer {
  private Peer() {}

  /** Whether the peer is that user; where the platform cannot tell, the directory must protect. */
  static boolean isUser(SocketChannel channel, UserPrincipal user) throws IOException {
    return !channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)
        || channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(user);
  }
}
