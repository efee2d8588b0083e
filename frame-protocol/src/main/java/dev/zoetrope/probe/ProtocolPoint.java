package dev.zoetrope.probe;

/**
 * Named places between two steps of the protocol. Whoever dies or stops there leaves everything
 * before done and nothing after begun; tests make it happen at each, see {@link Probe}.
 */
public enum ProtocolPoint {
  /** Writer: has the stream's lock; nothing is cleaned or made. */
  WRITER_LOCKED,
  /** Writer: a predecessor's files are removed; none of its own are made. */
  WRITER_CLEANED,
  /** Writer: a file is filled, but only under its temporary name. */
  FILE_FILLED,
  /** Writer: an epoch's frames file has its name, its control file has not. */
  FRAMES_FILE_MADE,
  /** Writer: the socket is bound; nobody serves it. */
  SOCKET_BOUND,

  /** Writer: has chosen a slot to claim; its word is as it was. */
  CLAIM_CHOSEN,
  /** Writer: a slot is WRITING; payload and header are not begun. */
  CLAIMED,
  /** Writer: payload and header are complete, and stamped; the slot is WRITING. */
  HEADER_STAMPED,
  /** Writer: a slot is READY; the ring does not lead to it. */
  SLOT_READY,
  /** Writer: the ring leads to the frame; the cursor does not say so. */
  RING_WRITTEN,
  /** Writer: the cursor has moved; nobody was rung. */
  CURSOR_MOVED,
  /** Writer: sleepers were rung; a publish is complete. */
  PUBLISHED,
  /** Writer: a claim is about to be given back. */
  ABORTING,
  /** Writer: says that it sleeps for a slot; has not looked once more. */
  WAIT_SAID,

  /** Writer: a cell is filled in, and not granted. */
  JOIN_PREPARED,
  /** Writer: a cell is granted; the reader has not been told. */
  GRANTED,
  /** Writer: a reader is evicted; nobody told it. */
  EVICTED,
  /** Writer: one pin of a reader that left is cleared, the cell is not empty yet. */
  PIN_CLEARED,

  /** Writer: a new epoch is complete; the old one does not lead to it. */
  ROLL_PREPARED,
  /** Writer: the old epoch names the new one, and is not superseded. */
  ROLL_NAMED,
  /** Writer: the old epoch is superseded; nobody was rung. */
  ROLLED,
  /** Writer: an epoch's control file is gone, its frames file is not. */
  CONTROL_FILE_REMOVED,
  /** Writer: the state says that the stream ended; nobody was rung. */
  END_STATED,
  /** Writer: all connections are closed; the last files are still there. */
  END_DISCONNECTED,
  /** Writer: all files are gone but the socket's and the lock's. */
  END_FILES_REMOVED,

  /** Reader: connected, has said nothing. */
  CONNECTED,
  /** Reader: has asked to join, has not read the answer. */
  REQUESTED,
  /** Reader: was granted a cell; has mapped nothing. */
  ANSWERED,
  /** Reader: has mapped and checked an epoch; has not said so. */
  MAPPED,
  /** Reader: has said that it mapped an epoch. */
  PRESENT,

  /** Reader: has seen a cursor; has not looked for the frame. */
  LOOKED,
  /** Reader: has found the frame's word; has not pinned it. */
  PIN_CHOSEN,
  /** Reader: has pinned a frame; its consumed cursor does not say so. */
  PINNED,
  /** Reader: its consumed cursor has passed the frame that it pins. */
  CONSUMED,
  /** Reader: is about to unpin a frame. */
  RELEASE_CHOSEN,
  /** Reader: a frame is unpinned; it is not counted, the writer was not rung. */
  RELEASED,
  /** Reader: says that it sleeps; has not looked once more. */
  SLEEP_SAID,
  /** Reader: has looked once more, and goes to sleep. */
  SLEEPING,

  /** Reader: the old epoch is superseded and drained; its counters are not carried over. */
  FOLLOWING,
  /** Reader: counters are carried over; it has not said that it left the old epoch. */
  COUNTERS_CARRIED,
  /** Reader: has said that it left the old epoch. */
  LEFT_EPOCH,
  /** Reader: wants no more frames; the connection is open. */
  FINISHED
}
