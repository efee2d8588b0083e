/*
 * The slot protocol on one epoch: SlotWriter and SlotReader, driven by the threads of a writer
 * (WriterClaims; WriterReaders on the thread of the control socket) and by two readers.
 *
 * A statement, or an atomic block, is one access to shared memory, with what nobody else can see of
 * it: local computations, taking the writer's lock. Between two of them another party may run, and a
 * party may die. Names in [brackets] are the ProtocolPoint reached there; SYNC as in the code.
 *
 * Reader 0 is EVERY, reader 1 is SECOND. Both come, go and crash; JOINS incarnations in all. A crash
 * and the kernel's notice of it are one step: until the notice, a dead reader is only a slow one. A
 * dead writer is one that takes no step any more, so each state is also one that a dead writer left.
 *
 *   -DSLOTS=3 -DFRAMES=5  slots; frames offered, of which at most ABORTS are aborted
 *   -DSECOND=LATEST       or LEAKY, or EVERY
 *   -DHOLD=1              leases that reader 0 may have open at once, closed in any order
 *   -DPRODUCERS=1         threads that claim and publish: with 2, two claims are open at once
 *   -DREFER               the writer keeps a frame of its choice, and lets go of it at any later moment
 *   -DDROP                pressure DROP instead of WAIT
 *   -DSTALE               reader 0 closes each lease twice, the second time at any later moment
 *   -DSTALL               readers may stop for ever without dying, and only those are evicted
 *   -DWRITER_DIES         the writer may stop for ever, and readers are told
 *   -DFINE                each load of a word is a step of its own, see STEP
 *   -DBUG_...             one seeded bug
 *   -DONLY=P1_...         no other property is looked at
 *   -DFORMULA=...         with one of the formulas at the end, for pan -a -f
 */

#ifndef SLOTS
#define SLOTS 3
#endif
#ifndef FRAMES
#define FRAMES 5
#endif
#ifndef ABORTS
#define ABORTS 1
#endif
#ifndef JOINS
#define JOINS 3
#endif
#ifndef SECOND
#define SECOND LATEST
#endif
#ifndef HOLD
#define HOLD 1
#endif
#ifndef PRODUCERS
#define PRODUCERS 1
#endif

/* ReaderPolicy. */
#define EVERY 1
#define LATEST 2
#define LEAKY 3
#define POLICY(r) (r == 0 -> EVERY : SECOND)

/* SlotWord: state, pins and generation, which only ever change together. */
#define FREE 1
#define WRITING 2
#define READY 3
#define WORD(state, pins, generation) (((state) << 6) | ((pins) << 4) | (generation))
#define STATE(word) ((word) >> 6)
#define PINS(word) (((word) >> 4) & 3)
#define GENERATION(word) ((word) & 15)
#define MAX_GENERATION 15
#define PIN(r) (16 << (r))

/* ControlDescriptor: the ring, which is as long as slots can be many; grants; the writer's state. */
#define RING 4
#define ENTRY(sequence, slot) (((sequence) << 2) | (slot))
#define SEQUENCE(entry) ((entry) >> 2)
#define SLOT(entry) ((entry) & 3)
#define EMPTY 1
#define ACTIVE 2
#define EVICTED 3
#define LIVE 1
#define FINISHED 2
#define SUPERSEDED 4

/* A connection: as the kernel knows it, and DISMISSED when the writer has cleaned up after it. */
#define NOBODY 0
#define JOINED 1
#define ENDED 2
#define DISMISSED 3

#define NONE 7

/* A failed assertion names its property. Hidden variables are constant here, and no part of a state. */
#define HOLDS(property, condition) assert((condition) || property)
hidden byte P1_writing_only_unpinned, P2_pinned_frame_unchanged, P3_sequences_only_grow;
hidden byte P4_visible_before_cursor, P5_release_is_exact, P6_slots_add_up, P8_own_pin_bit_only;
hidden byte P9_accounted_for, P11_loss_is_counted, PIN_takes_what_it_meant, EVERY_gets_every_frame;
hidden byte END_is_final, KEPT_frame_unchanged;

/* Shared memory. */
byte word[SLOTS] = WORD(FREE, 0, 0);
byte ring[RING];
byte cursor;
byte state = LIVE;
byte grant[2] = EMPTY;
byte joinCursor[2];
byte consumed[2];
byte content[SLOTS]; /* The frame whose header and payload are in a slot, whole; 0 for a part of one. */

/* The writer's own. */
bool lock;
byte waitsFor; /* SlotWriter.everyReaders */
byte openClaims;
#ifdef REFER
byte kept = NONE; /* SlotWriter.kept: of one slot, here */
byte reference;   /* What the decoder has written there; 0 before it is published. */
#define IS_KEPT(s) (kept == s)
#else
#define IS_KEPT(s) false
#endif
byte offered, aborted, refused;

byte connection[2];
byte joins = JOINS;
#ifdef FORMULA
bool hasEnded; /* no claim is waited for any more */
#endif
#ifdef STALL
bool stalled[2];
#define STALLED(r) stalled[r]
#else
#define STALLED(r) false
#endif
#ifdef WRITER_DIES
bool writerDied;
#define UNLESS_WRITER_DIED unless { writerDied }
#else
#define writerDied false
#define UNLESS_WRITER_DIED
#endif

/*
 * Between the load of a word and its compare-and-set. Who finds another word there starts again, so
 * nothing can come of such a load but what comes of one at the moment of the compare-and-set;
 * without FINE the two are one step, and so are the loads of a claim, which finds out likewise.
 */
#ifdef FINE
#define STEP }; atomic {
#else
#define STEP
#endif

#define HANG_UP(how) (how == ENDED && writerDied -> DISMISSED : how)

#define LOCK lock == 0 -> lock = 1
#define UNLOCK lock = 0

/* A changed word, and what must be true of it. */
#define STORE(slot, value) \
  word[slot] = value; \
  HOLDS(P1_writing_only_unpinned, STATE(word[slot]) != WRITING || PINS(word[slot]) == 0)

/* Over all slots. */
#if SLOTS == 2
#define ANY(p) (p(0) || p(1))
#define COUNT(p) (p(0) + p(1))
#elif SLOTS == 3
#define ANY(p) (p(0) || p(1) || p(2))
#define COUNT(p) (p(0) + p(1) + p(2))
#else
#define ANY(p) (p(0) || p(1) || p(2) || p(3))
#define COUNT(p) (p(0) + p(1) + p(2) + p(3))
#endif
#define IS_WRITING(s) (STATE(word[s]) == WRITING)
#define HAS_PIN_0(s) ((word[s] & PIN(0)) != 0)
#define HAS_PIN_1(s) ((word[s] & PIN(1)) != 0)
#define IS_PINNING(r) (r == 0 -> ANY(HAS_PIN_0) : ANY(HAS_PIN_1))

#define WAITS_FOR(r) ((waitsFor >> (r)) & 1)
#define IS_DONE_WITH(r, s) (!WAITS_FOR(r) || consumed[r] >= GENERATION(word[s]))
#define CAN_CLAIM(s) (!IS_KEPT(s) && (STATE(word[s]) == FREE || \
    (STATE(word[s]) == READY && PINS(word[s]) == 0 && IS_DONE_WITH(0, s) && IS_DONE_WITH(1, s))))

/* SlotWriter.isClaimable, isOlder. A word is our own while we keep its slot: SlotWriter.keep. */
#ifdef BUG_CLAIM_IGNORES_KEPT
#define IS_OURS(s) false
#else
#define IS_OURS(s) IS_KEPT(s)
#endif
#define IS_CLAIMABLE(w) (STATE(w) == FREE || (STATE(w) == READY && PINS(w) == 0 && GENERATION(w) <= done))
#define IS_OLDER(w, v) (STATE(w) == STATE(v) -> GENERATION(w) < GENERATION(v) : STATE(w) == FREE)

/* WriterEpochs.isBlocking; WriterReaders.evictStalled, isAnyoneEvicted; SlotWriter.evict: SYNC evict-1 [EVICTED]. */
#define IS_BLOCKING(r) (grant[r] == ACTIVE && ((WAITS_FOR(r) && consumed[r] < cursor) || IS_PINNING(r)))
#ifdef STALL
#define IS_STALLED(r) (stalled[r] && IS_BLOCKING(r))
#else
#define IS_STALLED(r) IS_BLOCKING(r)
#endif
#define IS_EVICTED(r) (connection[r] == JOINED && grant[r] == EVICTED)
#ifdef BUG_EVICT_AFTER_CLAIM
#define EVICT(r) waitsFor = waitsFor & ~(1 << r); late = r
#define TELL_EVICTED if :: late != NONE -> grant[late] = EVICTED; late = NONE :: else fi
#else
#define EVICT(r) waitsFor = waitsFor & ~(1 << r); grant[r] = EVICTED
#define TELL_EVICTED skip
#endif

/* What the publishing of a frame stores. */
#define STORE_READY STORE(slot, WORD(READY, 0, sequence))
#define STORE_ENTRY ring[sequence % RING] = ENTRY(sequence, slot)
#define STORE_CURSOR \
  HOLDS(P3_sequences_only_grow, sequence == cursor + 1); \
  HOLDS(END_is_final, state == LIVE); \
  cursor = sequence
#define DONE_WITH_CLAIM openClaims--; slot = 0; sequence = 0; UNLOCK
/* The slot was kept since its claim; while it is WRITING that makes no difference. */
#ifdef REFER
#define MAYBE_KEEP if :: kept == NONE -> kept = slot; reference = sequence :: true fi
#else
#define MAYBE_KEEP skip
#endif
#ifdef BUG_PUBLISH_OUTSIDE_LOCK
#define LOCK_FOR_PUBLISH true
#else
#define LOCK_FOR_PUBLISH LOCK
#endif
#ifdef BUG_PUBLISH_AFTER_END
#define IS_TOO_LATE false
#else
#define IS_TOO_LATE (state != LIVE)
#endif

inline lookAt(s) {
  seen = word[s];
  if
  :: !IS_OURS(s) && IS_CLAIMABLE(seen) && (best == NONE || IS_OLDER(seen, bestWord)) -> best = s; bestWord = seen
  :: else
  fi;
  seen = 0
}

/* WriterClaims.claim, and publish or abort, on a thread of the application. */
proctype Producer() {
  byte slot, best, seen, bestWord, done, sequence;
#ifdef BUG_EVICT_AFTER_CLAIM
  byte late = NONE;
#endif
  {
offer:
    do
    :: atomic {
        (state != LIVE || offered == FRAMES) ->
        HOLDS(P11_loss_is_counted, PRODUCERS > 1 || offered == cursor + aborted + refused);
        break
      }
    :: atomic { offered < FRAMES && state == LIVE && LOCK; offered++; goto claim }
    od;
    goto closed;

claim:
    /* SlotWriter.claim. SYNC consume-2: the cursors are read before the words. */
    atomic {
      HOLDS(P6_slots_add_up, COUNT(IS_WRITING) == openClaims);
      HOLDS(P11_loss_is_counted, PRODUCERS > 1 || offered == cursor + aborted + refused + 1);
      done = (WAITS_FOR(0) -> consumed[0] : MAX_GENERATION);
      if
      :: !WAITS_FOR(1) -> goto scan
      :: else
      fi
    };
    atomic { done = (consumed[1] < done -> consumed[1] : done) };
scan:
    atomic {
#ifdef BUG_CLAIM_IGNORES_CONSUMED
      done = MAX_GENERATION;
#endif
      best = NONE;
      lookAt(0);
      STEP
      lookAt(1);
#if SLOTS > 2
      STEP
      lookAt(2);
#endif
#if SLOTS > 3
      STEP
      lookAt(3);
#endif
      done = 0;
      if
      :: best == NONE -> best = 0; goto noSlot
      :: else
      fi
    };
    /* [CLAIM_CHOSEN] SYNC claim-1 [CLAIMED]. */
    atomic {
#ifdef BUG_CLAIM_WITHOUT_CAS
      STORE(best, WORD(WRITING, PINS(word[best]), GENERATION(bestWord)));
#else
      if
      :: word[best] != bestWord -> best = 0; bestWord = 0; goto claim
      :: else
      fi;
      STORE(best, WORD(WRITING, 0, GENERATION(bestWord)));
#endif
      content[best] = 0;
      openClaims++;
      slot = best;
      best = 0;
      bestWord = 0;
      UNLOCK
    };

    /* FrameClaim: header and payload are begun, and at some time complete, or given up. */
    if
    :: atomic {
        LOCK_FOR_PUBLISH;
        if
        :: IS_TOO_LATE -> goto abort
        :: else -> sequence = cursor + 1
        fi;
#ifndef BUG_READY_BEFORE_CONTENT
        content[slot] = sequence /* [HEADER_STAMPED] */
#endif
      }
    :: atomic { aborted < ABORTS && LOCK; goto abort }
    fi;
    /* WriterClaims.publish, SlotWriter.publish. */
#if defined(BUG_READY_BEFORE_CONTENT)
    atomic { STORE_READY };
    atomic { STORE_ENTRY };
    atomic { STORE_CURSOR };
    atomic { content[slot] = sequence; DONE_WITH_CLAIM; goto offer };
#elif defined(BUG_CURSOR_BEFORE_READY)
    atomic { STORE_ENTRY };
    atomic { STORE_CURSOR };
    atomic { STORE_READY; DONE_WITH_CLAIM; goto offer };
#elif defined(BUG_CURSOR_BEFORE_RING)
    atomic { STORE_READY };
    atomic { STORE_CURSOR };
    atomic { STORE_ENTRY; DONE_WITH_CLAIM; goto offer };
#else
    atomic { STORE_READY; MAYBE_KEEP }; /* SYNC publish-1 [SLOT_READY] */
    atomic { STORE_ENTRY }; /* SYNC publish-2 [RING_WRITTEN] */
    atomic { STORE_CURSOR; TELL_EVICTED; DONE_WITH_CLAIM; goto offer }; /* SYNC publish-3 [CURSOR_MOVED] */
#endif

abort:
    /* SlotWriter.abort: [ABORTING]. */
    atomic {
#if defined(BUG_ABORT_KEEPS_FRAME)
      STORE(slot, WORD((GENERATION(word[slot]) -> READY : FREE), 0, GENERATION(word[slot])));
#elif !defined(BUG_ABORT_FORGETS_SLOT)
      STORE(slot, WORD(FREE, 0, GENERATION(word[slot])));
#endif
      aborted++;
      DONE_WITH_CLAIM;
      goto offer
    };

noSlot:
    /* WriterClaims.makeWay: who is in the way may have been there for the stall timeout. */
    if
    :: atomic { IS_STALLED(0) -> EVICT(0); goto claim }
    :: atomic { IS_STALLED(1) -> EVICT(1); goto claim }
    :: atomic {
        /* WriterEpochs.roll, as far as this epoch sees it; see epochs.pml. */
        (IS_EVICTED(0) || IS_EVICTED(1)) && !IS_BLOCKING(0) && !IS_BLOCKING(1) && openClaims == 0 ->
        state = SUPERSEDED;
        refused++;
        UNLOCK;
        goto offer
      }
#ifdef DROP
    :: atomic {
#ifndef BUG_DROP_NOT_COUNTED
        refused++;
#endif
        UNLOCK;
#ifdef BUG_DROP_WAITS
        ANY(CAN_CLAIM);
#endif
        goto offer
      }
#else
    :: atomic { (!STALLED(0) || !IS_STALLED(0)) && (!STALLED(1) || !IS_STALLED(1)) -> UNLOCK }
#endif
    fi;
    /* WriterClaims.sleepForSlot; how it is woken is not modelled. */
    if
    :: atomic { ANY(CAN_CLAIM) && LOCK; goto claim }
    :: atomic { state != LIVE -> refused++; goto offer }
    :: atomic { STALLED(0) && IS_STALLED(0) && LOCK; goto claim }
    :: atomic { STALLED(1) && IS_STALLED(1) && LOCK; goto claim }
    fi;
closed:
#ifdef FORMULA
    hasEnded = true
#else
    skip
#endif
  } UNLESS_WRITER_DIED
}

#ifdef REFER
/* FrameHold.close, WriterClaims.letGo, SlotWriter.letGo: on any thread, or never again. */
proctype Decoder() {
  {
    do
    :: atomic {
        kept != NONE && lock == 0 ->
        HOLDS(KEPT_frame_unchanged, content[kept] == reference && GENERATION(word[kept]) == reference);
        kept = NONE;
        reference = 0
      }
    :: atomic { break }
    od
  } UNLESS_WRITER_DIED
}
#endif

/*
 * WriterReaders.join: SlotWriter.join under the lock [JOIN_PREPARED] [GRANTED], then the answer.
 * One step, because nobody looks at the cell before the answer.
 */
inline join(r) {
  joins--;
  joinCursor[r] = cursor;
  consumed[r] = cursor;
  waitsFor = (POLICY(r) == EVERY -> waitsFor | (1 << r) : waitsFor);
  grant[r] = ACTIVE;
  connection[r] = JOINED;
}

/* WriterReaders.leave: SlotWriter.leave under the lock. Words without that pin cannot get it any more: they take no step. */
inline leave(r) {
  connection[r] = ENDED;
#ifndef BUG_LEAVE_STILL_WAITS
  waitsFor = waitsFor & ~(1 << r);
#endif
  who = r
}

/*
 * A crash and its notice, in one step; with a formula in two, because only the notice has to come. Nor does a reader close
 * for no reason then.
 */
#ifdef FORMULA
#define CAN_CRASH(r) false
#define MAY_CLOSE false
#else
#define CAN_CRASH(r) (connection[r] == JOINED && !STALLED(r))
#define MAY_CLOSE true
#endif

/* The thread of the control socket. */
proctype Control() {
  byte slot, seen, who;
  {
end:
    do
#ifdef BUG_JOIN_OUTSIDE_LOCK
    :: atomic { connection[0] == NOBODY && joins > 0 && state == LIVE -> joinCursor[0] = cursor; consumed[0] = cursor };
      waitsFor = waitsFor | 1;
      atomic { joins--; grant[0] = ACTIVE; connection[0] = JOINED }
#else
    :: atomic { connection[0] == NOBODY && joins > 0 && state == LIVE && LOCK; join(0); UNLOCK }
#endif
    :: atomic { connection[1] == NOBODY && joins > 0 && state == LIVE && LOCK; join(1); UNLOCK }
    :: atomic { (CAN_CRASH(0) || connection[0] == ENDED) && LOCK; leave(0) }; goto clear
    :: atomic { (CAN_CRASH(1) || connection[1] == ENDED) && LOCK; leave(1) }; goto clear
    /* StreamWriter.close [END_STATED]: no claim waits any more, but one may be open. */
    :: atomic {
        offered == FRAMES && offered == cursor + aborted + refused + openClaims && state == LIVE && lock == 0 ->
        state = FINISHED
      }
    od;
clear:
    /* SlotWriter.clearPin. */
    atomic {
      do
      :: slot < SLOTS && (word[slot] & PIN(who)) == 0 -> slot++
      :: slot < SLOTS && (word[slot] & PIN(who)) != 0 -> seen = word[slot]; break
      :: slot == SLOTS -> goto cleared
      od;
      STEP
#ifndef BUG_LEAVE_WITHOUT_CAS
      if
      :: word[slot] != seen -> seen = 0; goto clear
      :: else
      fi;
#endif
      STORE(slot, seen & ~PIN(who)); /* [PIN_CLEARED] */
      seen = 0;
      goto clear
    };
cleared:
    atomic {
      HOLDS(P6_slots_add_up, !IS_PINNING(who));
      grant[who] = EMPTY;
      consumed[who] = 0;
      joinCursor[who] = 0;
      connection[who] = DISMISSED;
      who = 0;
      slot = 0;
      UNLOCK;
      goto end
    }
  } UNLESS_WRITER_DIED
}

/* SlotReader.next: whether there is something to take. StreamReader.state: whether the writer is lost. */
#ifdef BUG_LOOK_STOPS_SHORT
#define IS_AHEAD(newest, last) (newest > last + 1)
#else
#define IS_AHEAD(newest, last) (newest != last)
#endif
#ifdef BUG_LOSS_UNSEEN
#define IS_LOST false
#else
#define IS_LOST writerDied
#endif

/* SlotReader.pin: the words that it pins. */
#ifdef BUG_PIN_WITHOUT_GENERATION
#define IS_WANTED(w) (STATE(w) == READY)
#else
#define IS_WANTED(w) (STATE(w) == READY && GENERATION(w) == wanted)
#endif

/* SlotReader.release: the words that it changes, and what they become. */
#ifdef BUG_RELEASE_WITHOUT_GENERATION
#define IS_MINE(w, lease) ((w & PIN(me)) != 0)
#else
#define IS_MINE(w, lease) ((w & PIN(me)) != 0 && GENERATION(w) == SEQUENCE(lease))
#endif
#ifdef BUG_RELEASE_CLEARS_ALL
#define UNPINNED(w) (w & ~(PIN(0) | PIN(1)))
#else
#define UNPINNED(w) (w & ~PIN(me))
#endif

/* SlotReader.take and lose: SYNC consume-1. */
inline consume(sequence) {
#ifdef BUG_SKIPPED_NOT_COUNTED
  accounted++;
#else
  accounted = accounted + sequence - taken;
#endif
  taken = sequence;
  consumed[me] = sequence;
  HOLDS(P9_accounted_for, accounted == taken)
}

/* Leases. */
#if HOLD > 1
#define HAS_ROOM (lease[0] == 0 || (me == 0 && lease[1] == 0))
#define HAS_LEASES (lease[0] != 0 || lease[1] != 0)
#define KEEP(entry) if :: lease[0] == 0 -> lease[0] = entry :: else -> lease[1] = entry fi
#else
#define HAS_ROOM (lease[0] == 0)
#define HAS_LEASES (lease[0] != 0)
#define KEEP(entry) lease[0] = entry
#endif
#ifdef STALE
#define REMEMBER(entry) closed = (me == 0 -> entry : 0)
#else
#define REMEMBER(entry) skip
#endif

/* FrameLease.close, SlotReader.release. */
#ifdef BUG_RELEASE_WITHOUT_CAS
#define RETRY_IF(changed) skip
#else
#define RETRY_IF(changed) if :: changed -> seen = 0; goto ready :: else fi
#endif
#define RELEASE(entry) \
  seen = word[SLOT(entry)]; \
  HOLDS(P5_release_is_exact, IS_MINE(seen, entry)); \
  STEP /* [RELEASE_CHOSEN] SYNC release-1 */ \
  RETRY_IF(word[SLOT(entry)] != seen); \
  HOLDS(P2_pinned_frame_unchanged, content[SLOT(entry)] == SEQUENCE(entry)); \
  HOLDS(P8_own_pin_bit_only, (UNPINNED(seen) ^ word[SLOT(entry)]) == PIN(me)); \
  STORE(SLOT(entry), UNPINNED(seen)); \
  seen = 0; \
  REMEMBER(entry); \
  entry = 0

/*
 * StreamReader on SlotReader, and the leases it gives out. Having taken MAX_GENERATION, it is closed.
 * It takes no step after its connection ended: that it died is why, or its last one was to close it.
 */
proctype Reader(byte me) provided (connection[me] != ENDED) {
  byte taken, accounted, look, wanted, seen, slot;
  byte lease[HOLD];
#ifdef STALE
  byte closed;
#endif

endJoining:
  atomic { connection[me] == JOINED -> taken = joinCursor[me]; accounted = taken; joinCursor[me] = 0 };
  {
ready:
    do
    :: atomic {
        /* SlotReader.next: SYNC look-1 [LOOKED]. */
        taken != MAX_GENERATION && IS_AHEAD(cursor, taken) && HAS_ROOM ->
        look = cursor;
        HOLDS(P3_sequences_only_grow, look > taken);
        wanted = (POLICY(me) == LATEST -> look : taken + 1);
        look = (POLICY(me) == EVERY -> 0 : look)
      };
#ifdef BUG_CONSUME_BEFORE_PIN
      consumed[me] = wanted;
#endif
      atomic {
        /* SlotReader.pin: SYNC look-2. */
        seen = ring[wanted % RING];
        if
        :: SEQUENCE(seen) != wanted -> seen = 0; goto gone
        :: else -> slot = SLOT(seen); seen = 0
        fi
      };
pin:
      atomic {
        seen = word[slot];
        if
        :: !IS_WANTED(seen) -> seen = 0; slot = 0; goto gone
        :: else -> HOLDS(P8_own_pin_bit_only, (seen & PIN(me)) == 0)
        fi;
        STEP /* [PIN_CHOSEN] SYNC pin-1 */
#ifndef BUG_PIN_WITHOUT_CAS
        if
        :: word[slot] != seen -> seen = 0; goto pin
        :: else
        fi;
#endif
        HOLDS(PIN_takes_what_it_meant, GENERATION(seen) == wanted);
        HOLDS(P4_visible_before_cursor, content[slot] == wanted);
        HOLDS(P8_own_pin_bit_only, ((seen | PIN(me)) ^ word[slot]) == PIN(me));
        STORE(slot, seen | PIN(me));
        seen = 0
      };
      /* [PINNED] */
      atomic { consume(wanted); KEEP(ENTRY(wanted, slot)); look = 0; wanted = 0; slot = 0; goto ready }; /* [CONSUMED] */
gone:
      if
      :: atomic {
          POLICY(me) == EVERY -> /* SYNC evict-2. */
          HOLDS(EVERY_gets_every_frame, grant[me] == EVICTED);
          wanted = 0;
          goto close
        }
      :: atomic { POLICY(me) == LATEST && cursor == look -> consume(look); look = 0; wanted = 0; goto ready }
      :: atomic { POLICY(me) == LATEST && cursor != look -> look = 0; wanted = 0; goto ready }
      :: atomic {
          POLICY(me) == LEAKY ->
          consume((look > wanted + SLOTS -> look - SLOTS : wanted));
          look = 0;
          wanted = 0;
          goto ready
        }
      fi

    :: atomic { lease[0] != 0 -> RELEASE(lease[0]) }
#if HOLD > 1
    :: atomic { lease[1] != 0 -> RELEASE(lease[1]) }
#endif
#ifdef STALE
    :: atomic { closed != 0 -> HOLDS(P5_release_is_exact, !IS_MINE(word[SLOT(closed)], closed)); closed = 0 }
#endif

    /* StreamReader.follow and state. SYNC follow-1: the state is read before the cursor. */
#ifdef BUG_CURSOR_BEFORE_STATE
    :: atomic { taken != MAX_GENERATION && cursor == taken };
      if
      :: atomic { state != LIVE || IS_LOST -> HOLDS(EVERY_gets_every_frame, taken == cursor); goto close }
      :: atomic { else }
      fi
#else
    :: atomic { taken != MAX_GENERATION && cursor == taken && (state != LIVE || IS_LOST) };
      if
      :: atomic { cursor == taken -> HOLDS(EVERY_gets_every_frame, taken == cursor); goto close }
      :: atomic { cursor != taken }
      fi
#endif

    /* StreamReader.close: SlotReader.finish [FINISHED]. Leases stay good, and keep the connection. */
    :: atomic {
        taken != MAX_GENERATION && MAY_CLOSE ->
close:
        taken = MAX_GENERATION;
        accounted = 0;
        consumed[me] = MAX_GENERATION
      }
    :: atomic { taken == MAX_GENERATION && !HAS_LEASES -> connection[me] = HANG_UP(ENDED) }
    od
  } unless {
    if
    :: atomic {
        connection[me] == DISMISSED ->
        connection[me] = NOBODY;
        taken = 0; accounted = 0; look = 0; wanted = 0; seen = 0; slot = 0;
        lease[0] = 0;
#if HOLD > 1
        lease[1] = 0;
#endif
#ifdef STALE
        closed = 0;
#endif
        goto endJoining
      }
    :: STALLED(me)
    fi
  };
endStalled:
  false
}

#ifdef STALL
/* One reader stops for ever, between any two of its steps, and its connection stays. */
proctype Stop() {
end:
  if
  :: atomic { connection[0] == JOINED -> stalled[0] = true }
  :: atomic { connection[1] == JOINED -> stalled[1] = true }
  fi
}
#endif

#ifdef WRITER_DIES
/* The writer dies between any two of its steps. The kernel tells the readers; those that are gone, nobody cleans up after. */
proctype Death() {
end:
  atomic {
    writerDied = true;
    connection[0] = HANG_UP(connection[0]);
    connection[1] = HANG_UP(connection[1])
  }
}
#endif

/*
 * What is to come about, when everybody who can go on does. A live EVERY reader gets every frame; a writer comes to its end,
 * whoever is dead, and with STALL whoever has stopped; readers leave a dead writer.
 */
#define EVERY_READER_GETS_ON ([]<> !(connection[0] == JOINED && grant[0] == ACTIVE && consumed[0] < cursor))
#define WRITER_COMES_TO_ITS_END (<> hasEnded)
#define READERS_LEAVE_THE_DEAD ([] (writerDied -> <> (connection[0] != JOINED && connection[1] != JOINED)))
#ifdef FORMULA
ltl formula { FORMULA }

proctype Crash() {
end:
  do
  :: atomic { connection[0] == JOINED && !STALLED(0) -> connection[0] = HANG_UP(ENDED) }
  :: atomic { connection[1] == JOINED && !STALLED(1) -> connection[1] = HANG_UP(ENDED) }
  :: cursor <= FRAMES /* Or not. */
  od
}
#endif

init {
  atomic {
#ifdef ONLY
    P1_writing_only_unpinned = 1; P2_pinned_frame_unchanged = 1; P3_sequences_only_grow = 1;
    P4_visible_before_cursor = 1; P5_release_is_exact = 1; P6_slots_add_up = 1; P8_own_pin_bit_only = 1;
    P9_accounted_for = 1; P11_loss_is_counted = 1; PIN_takes_what_it_meant = 1; EVERY_gets_every_frame = 1;
    END_is_final = 1; KEPT_frame_unchanged = 1;
    ONLY = 0;
#endif
    run Control();
    run Reader(0);
    run Reader(1);
    run Producer();
#if PRODUCERS > 1
    run Producer()
#endif
#ifdef REFER
    run Decoder();
#endif
#ifdef STALL
    run Stop()
#endif
#ifdef WRITER_DIES
    run Death();
#endif
#ifdef FORMULA
    run Crash()
#endif
  }
}
