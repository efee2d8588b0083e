/*
 * Epochs: WriterEpochs against EpochChain and StreamReader. What happens inside of an epoch is in
 * slots.pml; here a publish is one step, and so is taking a frame.
 *
 * A statement, or an atomic block, is one access to what is shared: memory, files, a connection.
 * Names in [brackets] are the ProtocolPoint reached there; SYNC as in the code. All threads of the
 * writer are one process, since each of its operations is under the one lock.
 *
 * Reader 0 is EVERY, reader 1 is LATEST. Both come, go and crash, JOINS incarnations in all. One that
 * has closed may keep a lease for ever, and with it its connection.
 *
 *   -DEPOCHS=3 -DFRAMES=3  epochs, and frames in all of them, of which PER_EPOCH fit into one but the last
 *   -DMAX_RETIRED=1        superseded epochs that the writer keeps; 4 in the code
 *   -DSTALL                a reader may stop for ever without dying, and is evicted
 *   -DPAUSE                readers may stop for so long that they are evicted, and then go on
 *   -DWRITER_DIES          the writer may stop for ever, and readers are told
 *   -DSUCCESSOR            when the writer is gone its files are removed, and another one starts; not searched to its end yet
 *   -DBUG_...              one seeded bug
 *   -DONLY=P9_...          no other property is looked at
 */

#ifndef EPOCHS
#define EPOCHS 3
#endif
#ifndef FRAMES
#define FRAMES 3
#endif
#ifndef PER_EPOCH
#define PER_EPOCH 2
#endif
#ifndef JOINS
#define JOINS 2
#endif
#ifndef MAX_RETIRED
#define MAX_RETIRED 1
#endif

#define SLOTS 2
#define MAX_GENERATION 15
#define EVERY 0
#define LATEST 1

/* ControlDescriptor, ReaderCellDescriptor: grants, the writer's state, presence. */
#define EMPTY 1
#define ACTIVE 2
#define EVICTED 3
#define LIVE 1
#define FINISHED 2
#define SUPERSEDED 4
#define MAPPED 1
#define LEFT 2

/* A connection: as the kernel knows it, and DISMISSED when the writer has cleaned up after it. */
#define NOBODY 0
#define JOINED 1
#define ENDED 2
#define DISMISSED 3

/* The files of an epoch, and whose they are. */
#define NO_FILE 0
#define OURS 1
#define THEIRS 2

/* A failed assertion names its property. Hidden variables are constant here, and no part of a state. */
#define HOLDS(property, condition) assert((condition) || property)
hidden byte P3_epochs_only_grow, P9_accounted_for, P10_own_writer_only, P12_files_stay_while_needed;
hidden byte P12_files_go, GRANTS_are_carried_over, EVERY_gets_every_frame, END_waits_for_mappers;

/* Files, and what is in the control files. */
typedef Cells {
  byte grant[2] = EMPTY;
  byte consumed[2];
  byte presence[2];
  byte publishedBefore[2];
  byte joinCursor[2]
}
Cells cell[EPOCHS];
byte file[EPOCHS];
byte cursor[EPOCHS];
byte state[EPOCHS] = LIVE;
byte next[EPOCHS];

/* The writer's own. */
byte current;
byte retired;  /* a bit for each epoch */
byte waitsFor; /* SlotWriter.everyReaders of the current epoch */
bool isLeaving[2];
byte published;

byte connection[2];
byte granted[2];  /* the epoch in the answer to a handshake */
byte since[2];    /* frames published since a reader joined */
bool isClosed[2]; /* StreamReader.close is over */
bool isLost;      /* the writer's ends of all connections are closed */
byte joins = JOINS;
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
#define HANG_UP(how) (how == ENDED && isLost -> DISMISSED : how)

/* WriterEpochs: hasFinished, isActive, isBehind, isBlocking. */
#define HAS_FINISHED(e, r) (cell[e].grant[r] == ACTIVE && cell[e].consumed[r] == MAX_GENERATION)
#define IS_ACTIVE(e, r) (cell[e].grant[r] == ACTIVE && cell[e].consumed[r] != MAX_GENERATION)
#define IS_BEHIND(e, r) (IS_ACTIVE(e, r) && !isLeaving[r] && cell[e].presence[r] != LEFT)
#define IS_RETIRED(e) (((retired >> (e)) & 1) != 0)
#define WAITS_FOR(r) (((waitsFor >> (r)) & 1) != 0)
#if EPOCHS == 2
#define ANY(p, r) (p(0, r) || p(1, r))
#define COUNT(p) (p(0) + p(1))
#elif EPOCHS == 3
#define ANY(p, r) (p(0, r) || p(1, r) || p(2, r))
#define COUNT(p) (p(0) + p(1) + p(2))
#else
#define ANY(p, r) (p(0, r) || p(1, r) || p(2, r) || p(3, r))
#define COUNT(p) (p(0) + p(1) + p(2) + p(3))
#endif
#define IS_OURS(e) (file[e] == OURS)
#define IS_BEHIND_IN(e, r) (IS_RETIRED(e) && IS_BEHIND(e, r))
#define IS_BLOCKING(r) ((WAITS_FOR(r) && cell[current].consumed[r] < cursor[current]) || ANY(IS_BEHIND_IN, r))

/* Whether WriterEpochs.reap would change anything. */
#define IS_NEWLY_FINISHED_IN(e, r) (IS_RETIRED(e) && HAS_FINISHED(e, r) && !isLeaving[r])
#define IS_UNUSED(e, r) (IS_RETIRED(e) && !IS_BEHIND(e, 0) && !IS_BEHIND(e, 1))
#define CAN_REAP (ANY(IS_NEWLY_FINISHED_IN, 0) || ANY(IS_NEWLY_FINISHED_IN, 1) || ANY(IS_UNUSED, 0))

/* WriterEpochs.isAwaitingMappers; the time is up for who stopped for ever. */
#define IS_AWAITED_IN(e, r) ((e == current || IS_RETIRED(e)) && IS_ACTIVE(e, r) && !isLeaving[r] \
    && cell[e].presence[r] == 0 && !STALLED(r))
#define IS_AWAITING_MAPPERS (ANY(IS_AWAITED_IN, 0) || ANY(IS_AWAITED_IN, 1))

/* The superseded epoch after e; the list is the writer's own. */
#define TO_RETIRED do :: e < EPOCHS && !IS_RETIRED(e) -> e++ :: else -> break od

/* WriterEpochs.findLeaving, for one reader in one epoch. */
#define FIND_LEAVING(r) \
  if \
  :: HAS_FINISHED(e, r) -> isLeaving[r] = true; waitsFor = waitsFor & ~(1 << (r)) \
  :: else \
  fi

/* WriterEpochs.reap, from the first superseded epoch on. */
inline reap() {
  do
  :: atomic { e < EPOCHS -> FIND_LEAVING(0) };
    atomic { FIND_LEAVING(1); e++; TO_RETIRED }
  :: atomic { e >= EPOCHS -> e = 0; TO_RETIRED; break }
  od;
  do
  :: atomic { e < EPOCHS -> isUnused = !IS_BEHIND(e, 0) };
    atomic {
      isUnused = isUnused && !IS_BEHIND(e, 1);
#ifdef BUG_REAP_TOO_EARLY
      isUnused = true;
#endif
      if
      :: !isUnused -> e++; TO_RETIRED
      :: else
      fi
    };
    if
    :: isUnused ->
#ifndef BUG_REAP_FORGETS_WHO_LEAVES
      atomic { FIND_LEAVING(0) };
      atomic { FIND_LEAVING(1) };
#endif
      atomic {
#ifndef BUG_REAP_KEEPS_FILES
        file[e] = NO_FILE; /* [CONTROL_FILE_REMOVED] */
#endif
        retired = retired & ~(1 << e);
        isUnused = false;
        TO_RETIRED
      }
    :: else
    fi
  :: atomic { e >= EPOCHS -> e = 0; break }
  od
}

/* WriterEpochs.carryOver, for one reader. */
inline carryOver(r) {
  if
  :: IS_ACTIVE(current, r) && !isLeaving[r] ->
    cell[current + 1].grant[r] = ACTIVE;
#ifndef BUG_CARRY_OVER_FORGETS_FRAMES
    cell[current + 1].publishedBefore[r] = cell[current].publishedBefore[r] + cursor[current] -
        cell[current].joinCursor[r];
#endif
    willWaitFor = (r == EVERY -> 1 : willWaitFor)
  :: else
  fi
}

/* SlotWriter.join under the lock; nobody looks before the answer. */
inline join(r) {
  joins--;
  cell[current].grant[r] = ACTIVE;
  cell[current].consumed[r] = cursor[current];
  cell[current].joinCursor[r] = cursor[current];
  cell[current].presence[r] = 0;
  cell[current].publishedBefore[r] = 0;
  granted[r] = current;
  since[r] = 0;
  waitsFor = (r == EVERY -> waitsFor | 1 : waitsFor);
  connection[r] = JOINED
}

#define LEAVE_IN(e, r) cell[e].grant[r] = EMPTY; cell[e].consumed[r] = 0; cell[e].presence[r] = 0; \
  cell[e].publishedBefore[r] = 0; cell[e].joinCursor[r] = 0

/* WriterEpochs.leave: the reader is gone, so nobody sees its steps. */
inline leave(r) {
  isLeaving[r] = false;
  isClosed[r] = false;
  waitsFor = waitsFor & ~(1 << r);
  since[r] = 0;
  granted[r] = 0;
  LEAVE_IN(0, r);
  LEAVE_IN(1, r);
#if EPOCHS > 2
  LEAVE_IN(2, r);
#endif
#if EPOCHS > 3
  LEAVE_IN(3, r);
#endif
  connection[r] = DISMISSED
}

/* WriterEpochs.evict: the current epoch first, then the superseded ones. [EVICTED] */
#define EVICT_IN(e, r) cell[e].grant[r] = (cell[e].grant[r] == ACTIVE -> EVICTED : cell[e].grant[r])
inline evict(r) {
  waitsFor = waitsFor & ~(1 << r);
  EVICT_IN(current, r);
  TO_RETIRED
}

/* Who stalls is in the way, not evicted yet, and wants more. */
#if defined(STALL)
#define MAY_EVICT(r) (connection[r] == JOINED && cell[current].grant[r] != EVICTED && IS_BLOCKING(r) && stalled[r])
#elif defined(PAUSE)
#define MAY_EVICT(r) (connection[r] == JOINED && cell[current].grant[r] != EVICTED && IS_BLOCKING(r) && !isClosed[r])
#else
#define MAY_EVICT(r) false
#endif
#define HAS_GONE(r) ((connection[r] == JOINED && !STALLED(r) && !isClosed[r]) || connection[r] == ENDED)

proctype Writer() {
  byte e, who, willWaitFor;
  bool isUnused;
  {
    file[0] = OURS;
working:
    do
    /* StreamWriter.claim and publish: EVERY readers and the slots permitting. */
    :: atomic {
        published < FRAMES && (cursor[current] < PER_EPOCH || current + 1 == EPOCHS) &&
            (!WAITS_FOR(EVERY) || cursor[current] - cell[current].consumed[EVERY] < SLOTS) ->
        HOLDS(P12_files_go, COUNT(IS_OURS) == COUNT(IS_RETIRED) + 1);
        cursor[current]++;
        published++;
        since[0] = (connection[0] == JOINED -> since[0] + 1 : 0);
        since[1] = (connection[1] == JOINED -> since[1] + 1 : 0)
      }
    /* WriterEpochs.roll, when a frame does not fit. */
    :: atomic { published < FRAMES && current + 1 < EPOCHS && (COUNT(IS_RETIRED) < MAX_RETIRED || CAN_REAP) -> TO_RETIRED }; reap();
      if
      :: atomic { COUNT(IS_RETIRED) == MAX_RETIRED -> goto working }
      :: atomic { COUNT(IS_RETIRED) < MAX_RETIRED -> carryOver(0) }
      fi;
      atomic { carryOver(1); waitsFor = willWaitFor; willWaitFor = 0 };
      atomic {
        file[current + 1] = OURS; /* [ROLL_PREPARED] */
        retired = retired | (1 << current);
        current++
      };
#ifdef BUG_SUPERSEDED_BEFORE_NAMED
      state[current - 1] = SUPERSEDED;
      atomic { next[current - 1] = current; TO_RETIRED };
#else
      next[current - 1] = current; /* [ROLL_NAMED] */
      atomic { state[current - 1] = SUPERSEDED; TO_RETIRED }; /* SYNC roll-1 [ROLLED] */
#endif
      reap()
    /* StreamWriter.serve: the heartbeat. */
    :: atomic { CAN_REAP -> TO_RETIRED }; reap()
    /* WriterReaders.join, leave, evictStalled. */
    :: atomic { connection[0] == NOBODY && joins > 0 -> join(0) }
    :: atomic { connection[1] == NOBODY && joins > 0 -> join(1) }
    :: atomic { HAS_GONE(0) -> leave(0) }
    :: atomic { HAS_GONE(1) -> leave(1) }
    :: atomic { MAY_EVICT(0) -> evict(0); who = 0; goto evicting }
    :: atomic { MAY_EVICT(1) -> evict(1); who = 1; goto evicting }
    :: atomic { published == FRAMES -> state[current] = FINISHED; goto ending } /* [END_STATED] */
    od;
evicting:
    do
    :: atomic { e < EPOCHS -> EVICT_IN(e, who); e++; TO_RETIRED }
    :: atomic { e >= EPOCHS -> e = 0; who = 0; goto working }
    od;
ending:
    /* StreamWriter.awaitMappers. */
    do
    :: atomic { CAN_REAP -> TO_RETIRED }; reap()
    :: atomic { HAS_GONE(0) -> leave(0) }
    :: atomic { HAS_GONE(1) -> leave(1) }
#ifdef BUG_END_WITHOUT_MAPPERS
    :: atomic { true -> break }
#else
    :: atomic { !IS_AWAITING_MAPPERS -> break }
#endif
    od;
    atomic { isLost = true; connection[0] = HANG_UP(connection[0]); connection[1] = HANG_UP(connection[1]) }; /* [END_DISCONNECTED] */
    do
    :: atomic { e < EPOCHS -> file[e] = NO_FILE; e++ }
    :: atomic { e == EPOCHS -> e = 0; break }
    od
    /* [END_FILES_REMOVED] */
  } UNLESS_WRITER_DIED
}

/* Files of an epoch that this reader was promised are gone, or their writer is: it died, or has evicted the reader. */
#define MAY_BE_GONE(e) (writerDied || cell[e].grant[me] == EVICTED)

/* SlotReader.take. */
inline consume(sequence) {
  accounted = accounted + sequence - taken;
  taken = sequence;
  cell[here].consumed[me] = sequence
}

/* StreamReader on EpochChain. It takes no step after its connection ended. */
proctype Reader(byte me) provided (connection[me] != ENDED) {
  byte here, newest; /* EpochChain.current, and the last of EpochChain.ahead */
  byte taken, accounted, look, to, found;
  bool cutOff;
  bool isDrained; /* the epoch here, as StreamReader.follow has seen */

endJoining:
  atomic { connection[me] == JOINED -> here = granted[me]; newest = here };
  {
    /* EpochChain.join. */
    atomic {
      found = file[here];
      if
      :: found == NO_FILE ->
        HOLDS(P12_files_stay_while_needed, isLost || cell[here].grant[me] == EVICTED);
        HOLDS(END_waits_for_mappers, MAY_BE_GONE(here));
        goto close
      :: else
      fi
    };
    atomic {
      if
      :: isLost -> HOLDS(END_waits_for_mappers, MAY_BE_GONE(here)); goto close
      :: else -> HOLDS(P10_own_writer_only, found == OURS); found = 0
      fi
    };
    /* [MAPPED] */
    atomic { cell[here].presence[me] = MAPPED; taken = cell[here].joinCursor[me] }; /* [PRESENT] */

ready:
    do
    /* EpochChain.mapAhead, mapAfter. */
    :: atomic {
        state[newest] == SUPERSEDED && !cutOff && cell[newest].grant[me] != EVICTED ->
        to = next[newest];
        HOLDS(P3_epochs_only_grow, to > newest)
      };
      atomic {
        found = file[to];
        if
        :: found != NO_FILE -> goto opened
        :: else
        fi
      };
      atomic { cutOff = isLost };
      atomic {
        HOLDS(P12_files_stay_while_needed, cutOff || cell[newest].grant[me] == EVICTED);
        HOLDS(END_waits_for_mappers, MAY_BE_GONE(newest));
        to = 0;
        goto ready
      };
opened:
      /* EpochChain.openAfter. */
#ifndef BUG_FOLLOWS_ANY_WRITER
      atomic {
        if
        :: found == THEIRS -> cutOff = true; to = 0; found = 0; goto ready
        :: else
        fi
      };
#endif
      atomic {
        HOLDS(P10_own_writer_only, found == OURS);
        found = 0;
        if
        :: cell[to].grant[me] == EMPTY ->
          HOLDS(GRANTS_are_carried_over, cell[newest].grant[me] == EVICTED);
          to = 0;
          goto ready
        :: else
        fi
      };
      /* [MAPPED] */
      atomic { cell[to].presence[me] = MAPPED; newest = to; to = 0 } /* [PRESENT] */

    /* SlotReader.next. */
    :: atomic { !isDrained && cursor[here] != taken -> look = (me == EVERY -> taken + 1 : cursor[here]) };
      atomic { consume(look); look = 0 }
    :: atomic { !isDrained && cell[here].grant[me] == EVICTED -> goto close }

    /* StreamReader.follow. SYNC follow-1: the state is read before the cursor. What is next may be mapped only after both. */
#ifdef BUG_CURSOR_BEFORE_STATE
    :: atomic { !isDrained && cursor[here] == taken && state[here] != FINISHED };
      atomic { isDrained = (state[here] == SUPERSEDED) }
#else
    :: atomic { !isDrained && state[here] == SUPERSEDED };
      atomic { isDrained = (cursor[here] == taken) }
#endif
    :: atomic { isDrained && newest == here && (cutOff || cell[here].grant[me] == EVICTED) -> isDrained = false }
    :: atomic { isDrained && newest != here -> isDrained = false };
      /* [FOLLOWING] [COUNTERS_CARRIED] */
      atomic { cell[here].presence[me] = LEFT }; /* [LEFT_EPOCH] */
      atomic {
        here++;
        taken = 0;
        HOLDS(P9_accounted_for, accounted == cell[here].publishedBefore[me])
      }

    /* StreamReader.state: ended, the writer lost, or cut off from its last epochs. */
    :: atomic { cursor[here] == taken && state[here] == FINISHED };
      atomic {
        cursor[here] == taken ->
        HOLDS(EVERY_gets_every_frame, accounted == since[me]);
        goto close
      }
    :: atomic { cursor[here] == taken && state[here] == LIVE && isLost -> goto close }
    :: atomic { cursor[here] == taken && state[here] == SUPERSEDED && newest == here && cutOff -> goto close }
    :: goto close
    od;

close:
    /* StreamReader.close, EpochChain.close: SlotReader.finish in every epoch that it knows of. */
    do
    :: atomic { here < newest -> cell[here].consumed[me] = MAX_GENERATION; here++ }
    :: atomic {
        here == newest ->
        cell[here].consumed[me] = MAX_GENERATION; /* [FINISHED] */
        isClosed[me] = true;
        taken = 0; accounted = 0; look = 0; to = 0; found = 0; cutOff = false; isDrained = false;
        break
      }
    od;
    if
    :: connection[me] = HANG_UP(ENDED)
    :: skip /* A lease that is kept keeps the connection. */
    fi;
endLease:
    false
  } unless {
    if
    :: atomic {
        connection[me] == DISMISSED ->
        connection[me] = NOBODY;
        here = 0; newest = 0; taken = 0; accounted = 0; look = 0; to = 0; found = 0;
        cutOff = false; isDrained = false;
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
/* The writer dies between any two of its steps. The kernel tells the readers. */
proctype Death() {
end:
  atomic {
    !isLost ->
    writerDied = true;
    isLost = true;
    connection[0] = HANG_UP(connection[0]);
    connection[1] = HANG_UP(connection[1])
  }
}
#endif

#ifdef SUCCESSOR
/*
 * StaleFiles.removeStream, by a clean-up or by the next writer. That one numbers its epochs from the
 * highest that it finds; and a reader of the same name, in the same cell, takes part in them.
 */
proctype Successor() {
  byte e;
end:
  atomic { writerDied -> skip };
  do
  :: atomic { e < EPOCHS && file[e] == OURS -> file[e] = NO_FILE; e++ }
  :: atomic { e < EPOCHS && file[e] == NO_FILE -> break }
  :: atomic { e == EPOCHS -> break }
  od;
  if
  :: atomic { true -> e = 0 } /* A clean-up was here before. */
  :: skip
  fi;
  do
  :: atomic { e < EPOCHS -> file[e] = THEIRS; e++ }
  :: atomic { e == EPOCHS -> break }
  od
}
#endif

init {
  atomic {
#ifdef ONLY
    P3_epochs_only_grow = 1; P9_accounted_for = 1; P10_own_writer_only = 1; P12_files_stay_while_needed = 1;
    P12_files_go = 1; GRANTS_are_carried_over = 1; EVERY_gets_every_frame = 1; END_waits_for_mappers = 1;
    ONLY = 0;
#endif
    run Writer();
    run Reader(EVERY);
    run Reader(LATEST);
#ifdef STALL
    run Stop();
#endif
#ifdef WRITER_DIES
    run Death();
#endif
#ifdef SUCCESSOR
    run Successor()
#endif
  }
}
