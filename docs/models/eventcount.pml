/* EventCount: a word whose low bit says that somebody may wait. prepare makes it odd; a signal adds 2
 * and wakes one in one step, and if that found nobody asleep adds 1 and wakes all in one step;
 * signalAll adds 1 and wakes all in one step.
 *
 * Around it a structure of permits: a waiter takes one, or prepares, looks again, and waits; a
 * signaller adds one, and signals. A waiter may be interrupted after its sleep, woken or not, and
 * then leaves for good. Waiters and signallers may be killed before each of their steps: then, and
 * only then, a sleep may end by its slice.
 *
 * Build with -DWAITERS= 2 or 3, -DS= signallers, -DALL for signalAll, -DGIVEUPS=, -DK= deaths.
 * Mutants, each of which must fail:
 *   CLEARBIT   a signal that found nobody asleep clears the low bit instead
 *   CLEARONE   it clears by an addition that wakes nobody
 *   NOLOOK     a waiter does not look again after prepare
 *   NOSENDON   an interrupted waiter just leaves
 *   TWOSTEPS   a signal adds, and then wakes, with a death between
 *   PLAINSLEEP a waiter sleeps without comparing
 *   NOSLICE    a sleep has no slice, and a woken waiter or a signaller dies
   PATIENT    a sleep goes on after its slice if the word is the ticket, and a signaller dies
 */
#ifndef WAITERS
#define WAITERS 2
#endif
#ifndef S
#define S 2
#endif
#ifndef GIVEUPS
#define GIVEUPS 0
#endif
#ifndef K
#define K 0
#endif

byte word;
byte permits;
bool asleep[3];
byte ticket[3];

byte giveups = GIVEUPS;
byte kills = K;
bool killed;

#define KILL if :: kills > 0 -> kills--; killed = 1; goto dead :: 1 fi

/* In an atomic step. */
inline wakeone() {
  if
  :: asleep[0] -> asleep[0] = 0; woke = 1
  :: asleep[1] -> asleep[1] = 0; woke = 1
  :: asleep[2] -> asleep[2] = 0; woke = 1
  :: !asleep[0] && !asleep[1] && !asleep[2]
  fi
}

inline wakeall() {
  asleep[0] = 0; asleep[1] = 0; asleep[2] = 0
}

inline signal() {
  atomic { KILL; seen = word & 1 };
  if
  :: seen ->
#ifdef ALL
     atomic { KILL; word++; wakeall() }
#else
#ifdef TWOSTEPS
     word = word + 2;
     /* This death is not to need the slice. */
     atomic { if :: kills > 0 -> kills--; goto dead :: 1 fi; woke = 0; wakeone() };
#else
     atomic { KILL; word = word + 2; woke = 0; wakeone() };
#endif
     if
     :: !woke ->
#ifdef CLEARBIT
        atomic { KILL; word = word - (word & 1); wakeall() }
#else
#ifdef CLEARONE
        atomic { KILL; word = word + 1 }
#else
        atomic { KILL; word = word + 1; wakeall() }
#endif
#endif
     :: else
     fi
#endif
  :: else
  fi
}

proctype Waiter(byte me) {
  bool seen, woke;
look:
  atomic { KILL; if :: permits > 0 -> permits--; goto dead :: else fi };
again:
  atomic { KILL; ticket[me] = word };
  if
  :: !(ticket[me] & 1) ->
     atomic { KILL; if :: word == ticket[me] -> word++; ticket[me]++ :: else -> goto again fi }
  :: else
  fi;
#ifndef NOLOOK
  atomic { KILL; if :: permits > 0 -> permits--; goto dead :: else fi };
#endif
  atomic { KILL;
#ifdef PLAINSLEEP
           asleep[me] = 1
#else
           if :: word == ticket[me] -> asleep[me] = 1 :: else -> goto look fi
#endif
  };
  atomic {
    if
    :: !asleep[me]
    :: giveups > 0 -> asleep[me] = 0
#ifdef NOSLICE
#else
#ifdef PATIENT
    :: killed && word != ticket[me] -> asleep[me] = 0
#else
    :: killed -> asleep[me] = 0
#endif
#endif
    fi
  };
  atomic { KILL; if :: giveups > 0 -> giveups--; goto interrupted :: 1 fi };
  goto look;
interrupted:
#ifndef NOSENDON
  atomic { KILL; seen = (word != ticket[me]) };
  if :: seen -> signal() :: else fi;
#endif
dead: skip;
  asleep[me] = 0
}

proctype Signaller() {
  bool seen, woke;
  permits++;
  signal();
dead: skip
}

init {
  byte k;
  atomic {
    k = 0;
    do :: k < WAITERS -> run Waiter(k); k++ :: else -> break od;
    k = 0;
    do :: k < S -> run Signaller(); k++ :: else -> break od
  }
  timeout ->
    /* Nobody is asleep beside a permit. */
    assert(permits == 0 || (!asleep[0] && !asleep[1] && !asleep[2]));
    atomic { permits = 100; word++; wakeall() }
}
