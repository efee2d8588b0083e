package dev.zoetrope.bench;

/** Why something takes part. */
enum Role {
  /** This project. */
  OURS,
  /** What cannot be beaten: the same without a protocol. */
  FLOOR,
  /** What others use. */
  PEER
}
