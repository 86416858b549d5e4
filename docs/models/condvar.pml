/* CondVar: even while nobody waits, odd while somebody may; a signal adds 2 and wakes one in one step,
 * and 1 more if nobody slept; a signal to all adds 1, and then moves the sleepers to the mutex.
 *
 * The mutex is that of mutex.pml, with a holder's section as one step where nobody can see inside.
 * A waiter takes one permit, which the signaller gives before each signal. A waiter may be interrupted
 * in its sleep, just after it was woken too; or be killed there, and only then may a sleep end by
 * its slice. Who is killed has taken no permit.
 *
 * Build with -DWAITERS= 2 or 3; -DS= permits, with a signal each, or -DALL: one signal to all;
 * -DGIVEUPS= interrupts, -DK= deaths. Asserted: nobody stays asleep beside a permit or a free mutex.
 * Mutants, each of which must fail:
 *   NOSENDON   an interrupted waiter sends no signal on
 *   NOANNOUNCE the mutex is 1 when sleepers are moved to it
 *   TAKEONE    who has slept takes the mutex with 1
 *   FREEFIRST  a waiter frees the mutex before it reads the word
 *   EARLYCLEAR a signal makes the word even though somebody slept
 *   NOSLICE    a sleep has no slice, and a woken waiter dies
 */
#ifndef WAITERS
#define WAITERS 2
#endif
#ifndef S
#define S WAITERS
#endif
#ifndef GIVEUPS
#define GIVEUPS 0
#endif
#ifndef K
#define K 0
#endif

byte word;
byte lock;
byte permits;

/* The kernel: where one sleeps. */
#define CONDITION 1
#define MUTEX 2
byte asleep[WAITERS + 1];

/* What the model knows and nobody else. */
byte giveups = GIVEUPS;
byte kills = K;
bool killed;
byte ended;

#if WAITERS == 3
#define NOBODY(where) asleep[0] != where && asleep[1] != where && asleep[2] != where && asleep[3] != where
#else
#define NOBODY(where) asleep[0] != where && asleep[1] != where && asleep[2] != where
#endif

/* In an atomic step. */
inline wakeone(where) {
  if
  :: asleep[0] == where -> asleep[0] = 0
  :: asleep[1] == where -> asleep[1] = 0
  :: asleep[2] == where -> asleep[2] = 0
#if WAITERS == 3
  :: asleep[3] == where -> asleep[3] = 0
#endif
  :: NOBODY(where)
  fi
}

inline moveall() {
  if :: asleep[0] == CONDITION -> asleep[0] = MUTEX :: else fi;
  if :: asleep[1] == CONDITION -> asleep[1] = MUTEX :: else fi;
#if WAITERS == 3
  if :: asleep[2] == CONDITION -> asleep[2] = MUTEX :: else fi;
#endif
}

#ifdef TAKEONE
#define AFTER 1
#else
#define AFTER 2
#endif

inline acquire() {
  do
  :: atomic { lock == 0 -> lock = taken; break }
  :: atomic { lock == 1 -> lock = 2 }
  :: atomic { lock == 2 -> asleep[me] = MUTEX };
     atomic { asleep[me] == 0 || killed -> asleep[me] = 0; taken = AFTER }
  od
}
inline release() {
  atomic {
    if
    :: lock == 1 -> lock = 0
    :: lock == 2 -> lock = 0; wakeone(MUTEX)
    fi
  }
}

/* By the holder. */
inline signal() {
  if
  :: word % 2 == 1 ->
     atomic {
       nobody = (NOBODY(CONDITION));
       word = word + 2; wakeone(CONDITION)
     };
#ifdef EARLYCLEAR
     word++
#else
     if :: nobody -> word++ :: else fi
#endif
  :: else
  fi
}

proctype Waiter(byte me) {
  byte seen, taken = 1;
  bool interrupted, nobody;
  acquire();
  do
  :: permits > 0 -> permits--; break
  :: else ->
#ifdef FREEFIRST
     release();
     atomic { if :: word % 2 == 0 -> word++ :: else fi; seen = word };
#else
     atomic { if :: word % 2 == 0 -> word++ :: else fi; seen = word };
     release();
#endif
sleep:
     atomic { if :: word == seen -> asleep[me] = CONDITION :: else -> goto woken fi };
endasleep:
     atomic {
       if
       :: asleep[me] == 0
       :: giveups > 0 -> asleep[me] = 0
#ifndef NOSLICE
       :: killed -> asleep[me] = 0
#endif
       fi
     };
     atomic {
       if
       :: kills > 0 -> kills--; killed = 1; goto dead
       :: giveups > 0 -> giveups--; interrupted = 1
       :: 1
       fi
     };
     if
     :: !interrupted && word == seen -> goto sleep
     :: else
     fi;
woken:
     taken = AFTER;
     acquire();
     taken = 1;
     if
     :: interrupted ->
#ifndef NOSENDON
        if :: word != seen -> signal() :: else fi;
#endif
        break
     :: else
     fi
  od;
  release();
dead:
  ended++
}

proctype Signaller(byte me) {
  byte n, taken = 1;
  bool nobody;
  do
  :: n < S ->
     acquire();
#ifdef ALL
     permits = S; n = S;
     if
     :: word % 2 == 1 ->
#ifndef NOANNOUNCE
        atomic { if :: lock == 1 -> lock = 2 :: else fi };
#endif
        word++;
        atomic { moveall() }
     :: else
     fi;
#else
     permits++; n++;
     signal();
#endif
     release();
     taken = 1
  :: else -> break
  od;
  ended++
}

init {
  atomic {
    run Waiter(0); run Waiter(1);
#if WAITERS == 3
    run Waiter(2);
#endif
    run Signaller(WAITERS)
  }
  timeout -> assert(lock == 0 && NOBODY(MUTEX) && (permits == 0 || ended == WAITERS + 1))
}
