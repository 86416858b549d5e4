/* RobustMutex: the word holds its owner, a bit for waiters and a bit for a dead owner; the unlock of
 * one with waiters stores 0 and wakes one sleeper in one step; the kernel marks what a dead thread
 * held, by its list and its pending entry.
 *
 * Any thread may be killed before each of its steps. Then the kernel, in one step, marks the word if
 * it is the dead one's and listed or pending, and wakes one if there are waiters; if it is pending and
 * the word is 0, it wakes one. A waiter may give up, by its deadline or an interrupt, as in mutex.pml. A
 * sleep may end by its slice only after the death of one who had been woken and not yet acted.
 *
 * Asserted: one at a time holds it; who takes it finds whole what it guards, or has been told of a
 * death; a death is told once; nobody sleeps on.
 *
 * Build with -DN= threads, -DL= times each locks, -DGIVEUPS=, -DK= deaths; -DLOSE: who is told of a
 * death may unlock without a repair. Mutants, each of which must fail:
 *   NOPENDING  no entry is ever pending
 *   ENDEARLY   the entry is pending no more before it is in the list
 *   OUTEARLY   the entry leaves the list before it is pending
 *   TWOSTEPS   unlock stores 0, and then wakes
 *   TAKEONE    who has slept takes it without the waiters' bit
 *   NOPASS     an interrupted waiter just leaves
 *   NOMARK     who is told of a death leaves no mark
 *   NOSLICE    a sleep has no slice
 */
#ifndef N
#define N 2
#endif
#ifndef L
#define L 1
#endif
#ifndef GIVEUPS
#define GIVEUPS 0
#endif
#ifndef K
#define K 1
#endif

/* The word. */
byte owner;
bool waiters;
bool died;

/* Beside it. */
#define INCONSISTENT 1
#define LOST 2
byte mark;

/* The kernel's, and the threads' lists. */
bool asleep[N];
bool pending[N];
bool listed[N];

/* What the model knows and nobody else. */
byte giveups = GIVEUPS;
byte kills = K;
bool torn;
bool untold;
bool woken[N];
bool lostwake;
byte inside;
byte ended;

#define ME (me + 1)
#define FREE (owner == 0 && !waiters && !died)
#define KILL if :: kills > 0 -> kills--; goto dead :: 1 fi

/* In an atomic step. */
inline wakeone() {
  if
  :: asleep[0] -> asleep[0] = 0; woken[0] = 1
  :: asleep[1] -> asleep[1] = 0; woken[1] = 1
#if N == 3
  :: asleep[2] -> asleep[2] = 0; woken[2] = 1
  :: !asleep[0] && !asleep[1] && !asleep[2]
#else
  :: !asleep[0] && !asleep[1]
#endif
  fi
}

inline wakeall() {
  if :: asleep[0] -> asleep[0] = 0; woken[0] = 1 :: else fi;
  if :: asleep[1] -> asleep[1] = 0; woken[1] = 1 :: else fi;
#if N == 3
  if :: asleep[2] -> asleep[2] = 0; woken[2] = 1 :: else fi
#endif
}

inline take() {
  fromdead = died;
  waiters = waiters || taken;
  owner = ME; died = 0; woken[me] = 0; inside++
}

proctype Thread(byte me) {
  byte n;
  bool taken, fromdead, left, lost;
  do
  :: n < L ->
     n++; taken = 0; left = 0; lost = 0;
#ifndef NOPENDING
     atomic { KILL; pending[me] = 1 };
#endif
look:
     atomic {
       KILL;
       if
       :: FREE || died -> take(); goto holder
       :: else
       fi
     };
     /* Another look may have been before it: what was found may have changed. */
     atomic {
       KILL;
       if
       :: FREE || died -> goto look
       :: else -> waiters = 1; woken[me] = 0
       fi
     };
     if :: left -> goto leave :: else fi;
     atomic {
       KILL;
       if :: owner != 0 && waiters && !died -> asleep[me] = 1 :: else -> goto awake fi
     };
     atomic {
       if
       :: !asleep[me]
       :: giveups > 0 -> asleep[me] = 0
#ifndef NOSLICE
       :: lostwake -> asleep[me] = 0
#endif
       :: asleep[me] && kills > 0 -> kills--; goto dead
       fi
     };
awake:
     atomic {
       KILL;
       if
       :: giveups > 0 -> giveups--; goto interrupted
       :: giveups > 0 -> giveups--; left = 1
       :: 1
       fi
     };
#ifndef TAKEONE
     taken = 1;
#endif
     goto look;

holder:
     assert(inside == 1);
     atomic { KILL; lost = (mark == LOST) };
     if
     :: lost ->
        atomic { KILL; inside--; owner = 0; waiters = 0; wakeall() };
        atomic { KILL; pending[me] = 0 };
        break
     :: else
     fi;
     if
     :: fromdead ->
#ifndef NOMARK
        atomic { KILL; mark = INCONSISTENT };
#endif
        skip
     :: else -> assert(!untold && !torn && mark != INCONSISTENT)
     fi;
#ifdef ENDEARLY
     atomic { KILL; pending[me] = 0 };
#endif
     atomic { KILL; listed[me] = 1 };
#ifndef ENDEARLY
     atomic { KILL; pending[me] = 0 };
#endif
     if
     :: fromdead ->
        atomic { KILL; assert(untold); untold = 0 };
        if
#ifdef LOSE
        :: goto unlock
#endif
        :: 1
        fi;
        atomic { KILL; torn = 0 };
        atomic { KILL; mark = 0 }
     :: else
     fi;
     atomic { KILL; torn = 1 };
     atomic { KILL; torn = 0 };
unlock:
#ifdef OUTEARLY
     atomic { KILL; listed[me] = 0 };
     atomic { KILL; pending[me] = 1 };
#else
#ifndef NOPENDING
     atomic { KILL; pending[me] = 1 };
#endif
     atomic { KILL; listed[me] = 0 };
#endif
     atomic { KILL; lost = (mark == INCONSISTENT); mark = (lost -> LOST : 0) };
#ifdef TWOSTEPS
     atomic { KILL; inside--; owner = 0; taken = waiters; waiters = 0 };
     atomic { KILL; if :: taken -> wakeone() :: else fi };
#else
     atomic {
       KILL;
       inside--; owner = 0;
       if
       :: waiters && lost -> waiters = 0; wakeall()
       :: waiters && !lost -> waiters = 0; wakeone()
       :: !waiters
       fi
     };
#endif
     atomic { KILL; pending[me] = 0 };
     if :: lost -> break :: else -> goto next fi;

interrupted:
#ifndef NOPASS
     atomic {
       KILL;
       if
       :: owner != 0 && !died -> waiters = 1
       :: else -> wakeone()
       fi;
       woken[me] = 0
     };
#else
     woken[me] = 0;
#endif
leave:
     atomic { KILL; pending[me] = 0 };
next: skip
  :: else -> break
  od;
  goto end;
dead:
  atomic {
    asleep[me] = 0;
    if :: woken[me] -> lostwake = 1; woken[me] = 0 :: else fi;
    if
    :: owner == ME -> inside--; untold = (mark != LOST)
    :: else
    fi;
    if
    :: owner == ME && (listed[me] || pending[me]) ->
       owner = 0; died = 1;
       if :: waiters -> wakeone() :: else fi
    :: FREE && pending[me] -> wakeone()
    :: else
    fi
  };
end:
  ended++
}

init {
  atomic {
    run Thread(0); run Thread(1);
#if N == 3
    run Thread(2)
#endif
  }
  timeout -> assert(ended == N && inside == 0)
}
