/*
 * Doorbells: who sleeps is rung. A reader that finds no frame (StreamReader.await, sayAsleep), a writer that finds no slot
 * (WriterClaims.sleepForSlot), and who rings them (WriterReaders.ring, EpochReader.ringWriter), on memory that is not
 * sequentially consistent. What happens to slots is in slots.pml: here a frame is a number, pinned or not.
 *
 * Every wait of the code is bounded, so that a lost bell costs a period. Here no time passes: who sleeps and is not rung
 * sleeps for ever, which spin calls an invalid end state, and the formula NOBODY_SLEEPS_ON a cycle.
 *
 * Memory: every party has a buffer of stores, which reach memory later, as steps of Memory. Nobody loads a field that it
 * stores, so no load is served from the own buffer: the owner of a field remembers what it wrote.
 *   without WEAK  as on x86-64: stores keep their order; a volatile store, and a compare-and-set, wait for the buffer to empty
 *   -DWEAK        as the language has it: a volatile store is in the buffer, too, and only a volatile load or a
 *                 compare-and-set waits for it; an acquire load or an opaque one does not; an opaque store may overtake
 * Loads take place in their order.
 *
 * A statement, or an atomic block, is one access to memory or to a socket. Names in [brackets] are the ProtocolPoint reached
 * there; SYNC as in the code. There is one reader: others have cells, connections and bells of their own.
 *
 *   -DSLOTS=1 -DFRAMES=3  slots; frames published, in all epochs
 *   -DPRODUCERS=1         threads that claim and publish
 *   -DROLL                a new epoch, at any frame
 *   -DEVICT               a reader that keeps a lease may be evicted; then this writer does nothing more
 *   -DHANDS_OVER          another thread of the reader's process closes leases; where the writer can do without, it may keep them
 *   -DCLOSE               the reader may close, also with a lease open; not with ROLL
 *   -DWAKES=0             times that a sleeper, reader or writer, wakes by itself
 *   -DBUG_...             one seeded bug
 *   -DFORMULA=...         with the formula at the end, for pan -a -f
 */

#ifndef SLOTS
#define SLOTS 1
#endif
#ifndef FRAMES
#define FRAMES 3
#endif
#ifndef PRODUCERS
#define PRODUCERS 1
#endif
#ifndef WAKES
#define WAKES 0
#endif

/* Shared memory, in the epoch e where there is one for each. */
#define CURSOR(e) (e)
#define STATE(e) (2 + (e))
#define WAIT_SEQUENCE(e) (4 + (e))
#define SLEEP_SEQUENCE(e) (6 + (e))
#define CONSUMED(e) (8 + (e))
#define PINS(e) (10 + (e)) /* All slot words: a bit for each frame. */
#define PRESENCE 12        /* In the first epoch. */
#define GRANT 13
#define TO_READER 14 /* Not memory: bytes in the sockets. They come after the stores before them. */
#define TO_WRITER 15
#define KEPT 16 /* Nor this: a lease that the reader's other thread is to close. */

/* ControlDescriptor, ReaderCellDescriptor: states, grants, presence. */
#define LIVE 0
#define FINISHED 2
#define SUPERSEDED 4
#define EVICTED 3
#define LEFT 2
#define MAX_GENERATION 7

byte memory[17];

/* Who has a buffer: the writer, whose threads empty it before they unlock; the reader; a thread that closes its leases. */
#define WRITER 0
#define READER 1
#define CLOSER 2
#define OPAQUE 1
#define RELEASE 2
#define VOLATILE 3
chan buffer[3] = [6] of { byte, byte, byte };

#define PUT(who, mode, field, value) buffer[who]!mode,field,value
#ifdef WEAK
#define PUT_VOLATILE(who, field, value) PUT(who, VOLATILE, field, value)
#define VOLATILE_LOAD(who) (!buffer[who]??[VOLATILE, _, _])
#else
#define PUT_VOLATILE(who, field, value) atomic { empty(buffer[who]) -> memory[field] = value }
#define VOLATILE_LOAD(who) true
#endif
#define OTHER_LOAD true
#define COMPARE_AND_SET(who) empty(buffer[who])

/* What a seeded bug weakens. */
#ifdef BUG_CURSOR_BY_RELEASE
#define PUT_CURSOR(field, value) PUT(WRITER, RELEASE, field, value)
#else
#define PUT_CURSOR(field, value) PUT_VOLATILE(WRITER, field, value)
#endif
#ifdef BUG_STATE_BY_RELEASE
#define PUT_STATE(field, value) PUT(WRITER, RELEASE, field, value)
#else
#define PUT_STATE(field, value) PUT_VOLATILE(WRITER, field, value)
#endif
#ifdef BUG_WAIT_BY_RELEASE
#define PUT_WAIT(field, value) PUT(WRITER, RELEASE, field, value)
#else
#define PUT_WAIT(field, value) PUT_VOLATILE(WRITER, field, value)
#endif
#ifdef BUG_SLEEP_BY_RELEASE
#define PUT_SLEEP(field, value) PUT(READER, RELEASE, field, value)
#else
#define PUT_SLEEP(field, value) PUT_VOLATILE(READER, field, value)
#endif
#ifdef BUG_FINISH_BY_RELEASE
#define PUT_FINISHED(field, value) PUT(READER, RELEASE, field, value)
#else
#define PUT_FINISHED(field, value) PUT_VOLATILE(READER, field, value)
#endif
#ifdef BUG_PRESENCE_BY_OPAQUE
#define PRESENCE_LOAD OTHER_LOAD
#else
#define PRESENCE_LOAD VOLATILE_LOAD(WRITER)
#endif
#ifdef BUG_CONSUMED_BY_ACQUIRE
#define CONSUMED_LOAD OTHER_LOAD
#else
#define CONSUMED_LOAD VOLATILE_LOAD(WRITER)
#endif

/* The writer's own. */
bool lock;
byte epoch;
byte published;  /* in this epoch */
byte offered;    /* frames for which a claim was begun */
byte openClaims;
byte waitSequence;
byte sleepers;
byte waiting;    /* threads in Condition.await, */
byte signalled;  /* and those that are to leave it */
byte finished;   /* producers without a frame left */
byte rungReader; /* ControlServer.Connection.rungFor */
bool hasLeft;    /* the reader's connection ended, and its pins are cleared */

/* The reader's own. */
byte here;       /* its epoch */
byte taken;      /* in this epoch */
byte rungWriter; /* ControlClient.rungFor */
bool isKept;     /* the other thread has a lease, or is to get it */
bool isAsleep;   /* in Selector.select */
bool isClosed;

byte wakes = WAKES;

#define LEASE(e, frame) ((frame) | ((e) << 4))
#define EPOCH_OF(lease) ((lease) >> 4)
#define PIN_OF(lease) (1 << ((lease) & 15))

/* Frames whose slots can be claimed, when that has been consumed; and whether one is left. */
#define IS_PASSED(frame, done) (frame <= published && frame <= done && (memory[PINS(epoch)] & (1 << frame)) == 0)
#define PASSED(done) (IS_PASSED(1, done) + IS_PASSED(2, done) + IS_PASSED(3, done) + IS_PASSED(4, done))
#define CAN_CLAIM(done) (openClaims < SLOTS && (hasLeft || published + openClaims < SLOTS + PASSED(done)))

/* Stores reach memory. */
proctype Memory(byte who) {
  byte mode, field, value;
end:
  do
  :: atomic {
      buffer[who]?mode,field,value ->
      if
      :: field == PINS(0) || field == PINS(1) -> memory[field] = memory[field] & ~value /* Only with a seeded bug. */
      :: else -> memory[field] = value
      fi;
      mode = 0; field = 0; value = 0
    }
#ifdef WEAK
  :: atomic { buffer[who]??OPAQUE,field,value -> memory[field] = value; field = 0; value = 0 }
#endif
  od
}

#define LOCK lock == 0 -> lock = 1
#define UNLOCK empty(buffer[WRITER]) -> lock = 0

/* Condition.signalAll. */
#define SIGNAL_ALL signalled = signalled + waiting; waiting = 0

/* WriterReaders.ring, WriterEpochs.sleepSequence: SYNC bell-1. */
#ifdef BUG_BELL_TO_NEWEST_EPOCH
#define BELL_EPOCH epoch
#else
#define BELL_EPOCH (epoch == 1 && memory[PRESENCE] != LEFT -> 0 : epoch)
#endif
inline readSleeper() {
#ifdef ROLL
  atomic { PRESENCE_LOAD -> which = BELL_EPOCH };
#endif
  VOLATILE_LOAD(WRITER) -> seen = memory[SLEEP_SEQUENCE(which)];
  which = 0
}

/* ControlServer.Connection.ring. */
inline ringSleeper() {
  if
#ifdef BUG_BELL_NOT_NUMBERED
  :: (seen & 1) == 0 -> rungReader = 0
  :: (seen & 1) != 0 && rungReader == 0 -> rungReader = 1; PUT(WRITER, RELEASE, TO_READER, 1)
#else
  :: (seen & 1) != 0 && rungReader != seen -> rungReader = seen; PUT(WRITER, RELEASE, TO_READER, 1)
#endif
  :: else
  fi;
  seen = 0
}

/* WriterClaims.tryClaim, SlotWriter.claim: SYNC consume-2, claim-1. */
#define TRY_CLAIM(success) \
  atomic { CONSUMED_LOAD -> done = memory[CONSUMED(epoch)] }; \
  atomic { \
    VOLATILE_LOAD(WRITER) -> \
    if \
    :: CAN_CLAIM(done) -> openClaims++; hasSlot = true; done = 0; goto success \
    :: else -> done = 0 \
    fi \
  }

/* A thread of the application: WriterClaims.claim and publish; the last one ends the stream, StreamWriter.finish. */
proctype Producer() {
  byte done, seen, which;
  bool hasSlot;
offer:
  if
  :: atomic { offered < FRAMES && LOCK; offered++ }
  :: atomic {
      offered == FRAMES && LOCK;
      finished++;
      if
      :: finished == PRODUCERS -> goto finish
      :: else -> goto unlock
      fi
    }
  fi;
#ifdef ROLL
  if
  :: atomic {
      epoch == 0 && openClaims == 0 ->
      epoch = 1;
      published = 0;
      PUT_STATE(STATE(0), SUPERSEDED) /* SYNC roll-1 [ROLLED] */
    };
    atomic { readSleeper(); ringSleeper() }
  :: skip
  fi;
#endif
  TRY_CLAIM(fill);

sleep:
  /* WriterClaims.sleepForSlot. */
#ifdef BUG_LOOK_BEFORE_WAIT
  TRY_CLAIM(fill);
#endif
  atomic {
    waitSequence = (waitSequence | 1) + 2;
    sleepers++;
    PUT_WAIT(WAIT_SEQUENCE(epoch), waitSequence) /* SYNC wait-1 [WAIT_SAID] */
  };
#ifndef BUG_LOOK_BEFORE_WAIT
  TRY_CLAIM(awake);
#endif
  atomic { UNLOCK; waiting++ };
  if
  :: atomic { signalled > 0 && LOCK; signalled-- }
  :: atomic { waiting > 0 && wakes > 0 && LOCK; waiting--; wakes-- }
#ifdef EVICT
  /* WriterReaders.evictStalled, when the time is up. */
  :: atomic { waiting > 0 && LOCK; waiting--; PUT_VOLATILE(WRITER, GRANT, EVICTED) }; /* SYNC evict-1 [EVICTED] */
    atomic { PUT(WRITER, RELEASE, TO_READER, 1); goto unlock }
#endif
  fi;
  TRY_CLAIM(awake);
awake:
  atomic {
    sleepers--;
    if
#ifdef BUG_AWAKE_WHILE_OTHERS_SLEEP
    :: true -> PUT_VOLATILE(WRITER, WAIT_SEQUENCE(epoch), waitSequence + 1)
#else
    :: sleepers == 0 -> PUT_VOLATILE(WRITER, WAIT_SEQUENCE(epoch), waitSequence + 1)
    :: sleepers > 0
#endif
    fi;
    if
    :: hasSlot -> goto fill
    :: else
    fi
  };
  goto sleep;

fill:
#if PRODUCERS > 1
  /* FrameClaim: the lock is free while header and payload are written. */
  atomic { UNLOCK };
  atomic { LOCK };
#endif
#ifdef BUG_BELL_READ_BEFORE_CURSOR
  atomic { readSleeper() };
#endif
  atomic {
    hasSlot = false;
    openClaims--;
    published++;
    PUT_CURSOR(CURSOR(epoch), published) /* SYNC publish-3 [CURSOR_MOVED] */
  };
#ifndef BUG_BELL_READ_BEFORE_CURSOR
  atomic { readSleeper(); ringSleeper() };
#else
  atomic { ringSleeper() };
#endif
  atomic { UNLOCK; goto offer }; /* [PUBLISHED] */

finish:
  PUT_STATE(STATE(epoch), FINISHED); /* [END_STATED] */
#ifndef BUG_END_WITHOUT_BELL
  atomic { readSleeper(); ringSleeper() };
#endif
  /* The end of the connection wakes the reader, too, but may be a stall timeout later. */
unlock:
  atomic { UNLOCK }
}

/* The thread of the control socket. */
#ifdef BUG_SIGNAL_WITHOUT_LOCK
#define IS_UNLOCKED true
#else
#define IS_UNLOCKED (lock == 0)
#endif
proctype Control() {
end:
  do
  /* ControlServer.receiveBells, WriterReaders.bell. */
  :: atomic { memory[TO_WRITER] != 0 -> memory[TO_WRITER] = 0 };
    atomic { IS_UNLOCKED -> SIGNAL_ALL }
  /* WriterReaders.leave: the reader's last lease, and with it its connection, is closed. */
  :: atomic { isClosed && !isKept && !hasLeft && lock == 0 -> hasLeft = true; SIGNAL_ALL }
  od
}

/* EpochReader.ringWriter: SYNC release-2; and ControlClient.ring. */
inline readWaiter(who, e) {
  VOLATILE_LOAD(who) -> waiter = (rungWriter == memory[WAIT_SEQUENCE(e)] -> 0 : memory[WAIT_SEQUENCE(e)])
}
inline ringWaiter(who) {
  if
  :: (waiter & 1) != 0 -> rungWriter = waiter; PUT(who, RELEASE, TO_WRITER, 1)
  :: else
  fi;
  waiter = 0
}

/* FrameLease.close, SlotReader.release: SYNC release-1 [RELEASED]. */
#define PINS_OF(lease) memory[PINS(EPOCH_OF(lease))]
inline release(who, lease) {
#if defined(BUG_RELEASE_BY_STORE)
  PUT(who, RELEASE, PINS(EPOCH_OF(lease)), PIN_OF(lease));
  atomic { readWaiter(who, EPOCH_OF(lease)) };
#elif defined(BUG_BELL_READ_BEFORE_RELEASE)
  atomic { readWaiter(who, EPOCH_OF(lease)) };
  atomic { COMPARE_AND_SET(who) -> PINS_OF(lease) = PINS_OF(lease) & ~PIN_OF(lease) };
#else
  atomic { COMPARE_AND_SET(who) -> PINS_OF(lease) = PINS_OF(lease) & ~PIN_OF(lease) };
  atomic { readWaiter(who, EPOCH_OF(lease)) };
#endif
  atomic { ringWaiter(who) }
}

/* StreamReader.await. */
proctype Reader() {
  byte waiter, sleepSequence, lease;
await:
  /* StreamReader.poll, SlotReader.next: SYNC look-1. */
  if
#ifdef CLOSE
  :: goto close
#endif
  :: atomic { OTHER_LOAD && memory[CURSOR(here)] != taken -> goto take }
  :: atomic { OTHER_LOAD && memory[CURSOR(here)] == taken }
  fi;
#ifdef EVICT
  if
  :: atomic { VOLATILE_LOAD(READER) && memory[GRANT] == EVICTED -> goto close }
  :: atomic { VOLATILE_LOAD(READER) && memory[GRANT] != EVICTED }
  fi;
#endif
#ifdef ROLL
  /* StreamReader.follow: SYNC follow-1. */
  if
  :: atomic { VOLATILE_LOAD(READER) && memory[STATE(here)] == SUPERSEDED };
    if
    :: atomic { VOLATILE_LOAD(READER) && memory[CURSOR(here)] != taken -> goto await }
    :: atomic {
        VOLATILE_LOAD(READER) && memory[CURSOR(here)] == taken ->
        PUT(READER, OPAQUE, PRESENCE, LEFT); /* [LEFT_EPOCH] */
        here = 1;
        taken = 0;
        goto await
      }
    fi
  :: atomic { VOLATILE_LOAD(READER) && memory[STATE(here)] != SUPERSEDED }
  fi;
#endif
  /* StreamReader.state, afterLast; and isWriterLost, which now and then drains the socket. */
  if
  :: atomic { VOLATILE_LOAD(READER) && memory[STATE(here)] == FINISHED };
    if
    :: atomic { VOLATILE_LOAD(READER) && memory[CURSOR(here)] == taken -> goto close }
    :: atomic { VOLATILE_LOAD(READER) && memory[CURSOR(here)] != taken -> goto await }
    fi
#ifdef ROLL
  :: atomic { VOLATILE_LOAD(READER) && memory[STATE(here)] == SUPERSEDED -> goto await }
#endif
  :: atomic { VOLATILE_LOAD(READER) && memory[STATE(here)] == LIVE }
  :: atomic { VOLATILE_LOAD(READER) && memory[STATE(here)] == LIVE && memory[TO_READER] != 0 };
    memory[TO_READER] = 0
  fi;

  /* StreamReader.sleep, ControlClient.clearBells: the bells that ended the last sleep, before the next one. */
#ifndef BUG_CLEAR_BEFORE_SLEEP
  memory[TO_READER] = 0;
#endif
  /* StreamReader.sayAsleep. */
#ifndef BUG_LOOK_BEFORE_FLAG
  atomic {
    sleepSequence = sleepSequence + 2;
    PUT_SLEEP(SLEEP_SEQUENCE(here), sleepSequence - 1) /* SYNC sleep-1 [SLEEP_SAID] */
  };
#endif
  /* SYNC sleep-2. */
  if
  :: atomic { VOLATILE_LOAD(READER) && memory[CURSOR(here)] != taken -> goto awake }
  :: atomic { VOLATILE_LOAD(READER) && memory[CURSOR(here)] == taken }
  fi;
#if defined(EVICT) && !defined(BUG_GRANT_NOT_LOOKED_AT)
  if
  :: atomic { VOLATILE_LOAD(READER) && memory[GRANT] == EVICTED -> goto awake }
  :: atomic { VOLATILE_LOAD(READER) && memory[GRANT] != EVICTED }
  fi;
#endif
#ifndef BUG_STATE_NOT_LOOKED_AT
  if
  :: atomic { VOLATILE_LOAD(READER) && memory[STATE(here)] != LIVE -> goto awake }
  :: atomic { VOLATILE_LOAD(READER) && memory[STATE(here)] == LIVE }
  fi;
#endif
#ifdef BUG_LOOK_BEFORE_FLAG
  atomic { sleepSequence = sleepSequence + 2; PUT_SLEEP(SLEEP_SEQUENCE(here), sleepSequence - 1) };
#endif
  /* ControlClient.sleep: [SLEEPING]. */
#ifdef BUG_CLEAR_BEFORE_SLEEP
  memory[TO_READER] = 0;
#endif
  isAsleep = true;
  if
  :: atomic { memory[TO_READER] != 0 -> isAsleep = false }
  :: atomic { wakes > 0 -> wakes--; isAsleep = false }
  fi;
awake:
  atomic { PUT_VOLATILE(READER, SLEEP_SEQUENCE(here), sleepSequence); goto await }; /* StreamReader.sayAwake. */

take:
  /* SlotReader.pin, take: SYNC pin-1 [PINNED], SYNC consume-1 [CONSUMED]. */
  atomic {
    COMPARE_AND_SET(READER) ->
    taken++;
    lease = LEASE(here, taken);
    PINS_OF(lease) = PINS_OF(lease) | PIN_OF(lease);
    PUT(READER, RELEASE, CONSUMED(here), taken)
  };
#ifdef HANDS_OVER
  if
  :: atomic { !isKept -> isKept = true; PUT(READER, RELEASE, KEPT, lease); lease = 0; goto await }
  :: skip
  fi;
#endif
  release(READER, lease);
  atomic { lease = 0; goto await };

close:
  /* StreamReader.close, EpochReader.finish: [FINISHED]. */
  PUT_FINISHED(CONSUMED(here), MAX_GENERATION);
#ifndef BUG_FINISH_WITHOUT_BELL
  atomic { readWaiter(READER, here) };
  atomic { ringWaiter(READER) };
#endif
  isClosed = true
}

#ifdef HANDS_OVER
/* Another thread of the reader's process. */
proctype Closer() {
  byte waiter;
end:
  do
  :: memory[KEPT] != 0 -> release(CLOSER, memory[KEPT]); atomic { memory[KEPT] = 0; isKept = false }
#if SLOTS > PRODUCERS || defined(EVICT)
  :: memory[KEPT] != 0 -> break
#endif
  od
}
#endif

/* What is to come about, when everybody who can go on does. */
#define IS_FOR_READER (memory[CURSOR(here)] != taken || memory[STATE(here)] != LIVE || memory[GRANT] == EVICTED)
#define IS_FOR_WRITER CAN_CLAIM(memory[CONSUMED(epoch)])
#define NOBODY_SLEEPS_ON (([]<> !(isAsleep && IS_FOR_READER)) && ([]<> !(waiting > 0 && IS_FOR_WRITER)))
#ifdef FORMULA
ltl formula { FORMULA }
#endif

init {
  atomic {
    run Memory(WRITER);
    run Memory(READER);
#ifdef HANDS_OVER
    run Memory(CLOSER);
    run Closer();
#endif
    run Control();
    run Reader();
    run Producer();
#if PRODUCERS > 1
    run Producer()
#endif
  }
}
