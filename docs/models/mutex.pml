/* Mutex: 0 free, 1 locked, 2 locked and somebody may sleep; the unlock of a 2 stores 0 and wakes one
 * sleeper in one step.
 *
 * A futex compares and sleeps in one step, and a woken one is the kernel's choice. A waiter may give
 * up before each of its steps: by its deadline, when it takes the lock or leaves 2, or by an
 * interrupt, when it leaves 2 or wakes the next; it may have been woken just before. A waiter may be
 * killed before each of its steps; only then may a sleep end by its slice. A killed holder leaves the
 * lock held, and is not here.
 *
 * Build with -DN= threads, -DL= times each locks, -DGIVEUPS= how often one gives up, -DK= deaths.
 * Mutants, each of which must fail:
 *   TAKEONE    who has slept takes the lock with 1
 *   NOPASS     an interrupted waiter just leaves
 *   TWOSTEPS   the unlock of a 2 stores 0, and then wakes, with a death between
 *   PLAINSLEEP a waiter sleeps without comparing
 *   NOSLICE    a sleep has no slice, and a woken waiter dies
 *   EXCHANGE   who gives up by its deadline puts the word back to 1
 */
#ifndef N
#define N 3
#endif
#ifndef L
#define L 1
#endif
#ifndef GIVEUPS
#define GIVEUPS 0
#endif
#ifndef K
#define K 0
#endif

byte word;

/* The kernel. */
bool asleep[N];

/* What the model knows and nobody else. */
byte giveups = GIVEUPS;
byte kills = K;
bool killed;
byte inside;
byte ended;

#define KILL if :: kills > 0 -> kills--; killed = 1; goto dead :: 1 fi
#define GIVEUP if :: giveups > 0 -> giveups--; goto interrupted \
                  :: giveups > 0 -> giveups--; left = 1 :: 1 fi

/* In an atomic step. */
inline wakeone() {
  if
  :: asleep[0] -> asleep[0] = 0
  :: asleep[1] -> asleep[1] = 0
#if N == 3
  :: asleep[2] -> asleep[2] = 0
  :: !asleep[0] && !asleep[1] && !asleep[2]
#else
  :: !asleep[0] && !asleep[1]
#endif
  fi
}

proctype Thread(byte me) {
  byte n, found, taken;
  bool left;
  do
  :: n < L ->
     n++; taken = 1; left = 0;
look:
     atomic { KILL; found = word };
     if
     :: found == 0 ->
        atomic { KILL; if :: word == 0 -> word = taken; inside++; goto holder :: else -> goto look fi }
     :: found == 1 ->
        atomic { KILL; if :: word == 1 -> word = 2 :: else -> goto look fi }
     :: else
     fi;
     if :: left -> goto next :: else fi;
     atomic { KILL;
#ifdef PLAINSLEEP
              asleep[me] = 1
#else
              if :: word == 2 -> asleep[me] = 1 :: else -> goto woken fi
#endif
     };
     /* A deadline or an interrupt may come as the wake does. */
     atomic {
       if
       :: !asleep[me]
       :: giveups > 0 -> asleep[me] = 0
#ifndef NOSLICE
       :: killed -> asleep[me] = 0
#else
       :: killed && kills > 0 -> kills--; asleep[me] = 0; goto dead
#endif
       fi
     };
woken:
     atomic { KILL; GIVEUP };
#ifndef TAKEONE
     taken = 2;
#endif
#ifdef EXCHANGE
     if :: left -> atomic { if :: word == 2 -> word = 1 :: else fi }; goto next :: else fi;
#endif
     goto look;

holder:
     assert(inside == 1);
     /* Whether it is a 2 is found by a compare-and-set from 1 that fails. */
     atomic { if :: word == 1 -> word = 0; inside--; goto next :: else fi };
     assert(word == 2);
#ifdef TWOSTEPS
     atomic { word = 0; inside-- };
     /* This death is not to need the slice. */
     atomic { if :: kills > 0 -> kills--; goto dead :: 1 fi; wakeone() };
#else
     atomic { word = 0; inside--; wakeone() };
#endif
     goto next;

interrupted:
#ifndef NOPASS
     atomic { KILL; found = word };
     if
     :: found == 1 -> atomic { KILL; if :: word == 1 -> word = 2 :: else -> goto interrupted fi }
     :: found == 0 -> atomic { KILL; wakeone() }
     :: else
     fi;
#endif
next: skip
  :: else -> break
  od;
dead:
  asleep[me] = 0;
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
