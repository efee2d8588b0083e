package dev.zoetrope.channel;

/** What a selector can wait for. */
interface SimulatedReadiness {
  /** When there is something to read or to accept, as things stand. */
  long readyAtNs();
}
