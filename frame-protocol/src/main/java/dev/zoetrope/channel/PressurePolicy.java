package dev.zoetrope.channel;

/** What a writer does when no slot can be claimed. */
public enum PressurePolicy {
  /** Wait until the readers are done with one; a reader that stalls is evicted. */
  WAIT,
  /** Drop the frame and count it against the reader that is in the way: the source cannot wait. */
  DROP
}
