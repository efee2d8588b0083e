package dev.zoetrope.channel;

/** What a process has open towards others, and the kernel closes when it dies. */
interface SimulatedEnd {
  /** Ends it without a step of its owner. */
  void hangUp();
}
