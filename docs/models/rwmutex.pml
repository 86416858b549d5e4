/* ReadWriteMutex: a word of readers, READERS, DRAIN and WRITER, and a mutex among writers, which has
 * a model of its own and is one step here. The last reader beside DRAIN subtracts itself and wakes
 * all in one step; who clears WRITER beside READERS clears and wakes all in one step.
 *
 * A futex compares the whole word and sleeps in one step. A waiter may give up after its sleep, woken
 * or not: a reader just leaves, a writer opens. A reader that waits, or a writer that waits for the
 * mutex, may be killed before each of its steps; who holds something leaves it locked, and is not
 * here, but for TWOSTEPS and LATE. No sleep ends by its slice.
 *
 * Build with -DR= readers, -DW= writers, -DL= times each locks, -DGIVEUPS=, -DK= deaths.
 * Mutants, each of which must fail:
 *   WAKEONE    the last reader wakes one
 *   NODRAIN    the last reader does not look at DRAIN
 *   JUSTLEAVE  a writer that gives up leaves WRITER
 *   NOWAKE     a writer that gives up clears the bits and wakes nobody
 *   SETBACK    a writer that gives up stores 0
 *   SETLEAVE   the last reader beside DRAIN stores WRITER
 *   PLAINSLEEP a reader sleeps without comparing
 *   TWOSTEPS   an unlock stores 0, and then wakes, with a death between
 *   LATE       the last reader subtracts, and then wakes, with a death between
 */
#ifndef R
#define R 2
#endif
#ifndef W
#define W 1
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
#define N (R + W)

/* The word. */
byte count;
bool readers, drain, writer;

bool mutex;

/* The kernel. */
bool asleep[N];

byte giveups = GIVEUPS;
byte kills = K;
byte reading, writing;
byte ended;
bool lost;

#define KILL if :: kills > 0 -> kills--; goto dead :: 1 fi
#define LOOK c = count; r = readers; d = drain; w = writer
#define SAME (count == c && readers == r && drain == d && writer == w)

/* In an atomic step. */
inline wakeall() {
  i = 0;
  do :: i < N -> asleep[i] = 0; i++ :: else -> i = 0; break od
}

inline wakeone() {
  if
  :: asleep[0] -> asleep[0] = 0
  :: asleep[1] -> asleep[1] = 0
  :: asleep[N - 1] -> asleep[N - 1] = 0
  :: !asleep[0] && !asleep[1] && !asleep[N - 1]
  fi
}

proctype Reader(byte me) {
  byte n, c, i;
  bool r, d, w;
  do
  :: n < L ->
     n++;
look:
     atomic { KILL; LOOK };
     if
     :: !w ->
        atomic { KILL; if :: SAME -> count++; reading++; goto holder :: else -> goto look fi }
     :: w && !r ->
        atomic { KILL; if :: SAME -> readers = 1; r = 1 :: else -> goto look fi }
     :: else
     fi;
     atomic { KILL;
#ifdef PLAINSLEEP
              asleep[me] = 1
#else
              if :: SAME -> asleep[me] = 1 :: else -> goto look fi
#endif
     };
     atomic { if :: !asleep[me] :: giveups > 0 -> asleep[me] = 0 fi };
     atomic { KILL; if :: giveups > 0 -> giveups--; goto next :: 1 fi };
     goto look;
holder:
     assert(writing == 0);
leave:
     atomic { LOOK; assert(c > 0 && (w || (!r && !d))) };
#ifdef LATE
     if
     :: c == 1 && d ->
        atomic { count--; reading--; if :: kills > 0 -> kills--; goto dead :: 1 fi };
        atomic { wakeall(); goto next }
     :: else
     fi;
#endif
#ifndef NODRAIN
     if
     :: c == 1 && d ->
        atomic {
#ifdef SETLEAVE
                 count = 0; readers = 0; drain = 0; writer = 1; reading--;
#else
                 count--; reading--;
#endif
#ifdef WAKEONE
                 wakeone();
#else
                 wakeall();
#endif
                 goto next }
     :: else
     fi;
#endif
     atomic { if :: SAME -> count--; reading-- :: else -> goto leave fi };
next: skip
  :: else -> break
  od;
dead:
  asleep[me] = 0;
  ended++
}

proctype Writer(byte me) {
  byte n, c, i;
  bool r, d, w, left;
  do
  :: n < L ->
     n++; left = 0;
     atomic {
       if
       :: !mutex -> mutex = 1
       :: giveups > 0 -> giveups--; goto next
       :: kills > 0 -> kills--; goto dead
       fi
     };
close:
     atomic { LOOK; assert(!w || left) };
     atomic { if :: SAME -> writer = 1 :: else -> goto close fi };
look:
     atomic { LOOK };
     if
     :: c == 0 -> atomic { writing++; goto holder }
     :: c > 0 && left -> goto open
     :: c > 0 && !left && !d -> atomic { if :: SAME -> drain = 1; d = 1 :: else -> goto look fi }
     :: else
     fi;
     atomic { if :: SAME -> asleep[me] = 1 :: else -> goto look fi };
     /* A deadline, when it looks once more, or an interrupt, may come as the wake does. */
     atomic { if :: !asleep[me] :: giveups > 0 -> asleep[me] = 0 fi };
     atomic {
       if
       :: giveups > 0 -> giveups--; goto open
       :: giveups > 0 -> giveups--; left = 1
       :: 1
       fi
     };
     goto look;
holder:
     assert(reading == 0 && writing == 1);
     writing--;
open:
#ifdef JUSTLEAVE
     if :: count > 0 -> goto free :: else fi;
#endif
#ifdef SETBACK
     if :: count > 0 -> atomic { count = 0; readers = 0; drain = 0; writer = 0; wakeall(); goto free } :: else fi;
#endif
     atomic { LOOK };
     if
     :: !r -> atomic { if :: SAME -> writer = 0; drain = 0; goto free :: else -> goto open fi }
     :: else
     fi;
#ifdef NOWAKE
     if :: c > 0 -> atomic { writer = 0; drain = 0; readers = 0; goto free } :: else fi;
#endif
#ifdef TWOSTEPS
     atomic { writer = 0; drain = 0; readers = 0 };
     atomic { if :: kills > 0 -> kills--; mutex = 0; goto dead :: 1 fi; wakeall() };
#else
     atomic { writer = 0; drain = 0; readers = 0; wakeall() };
#endif
free:
     mutex = 0;
next: skip
  :: else -> break
  od;
dead:
  asleep[me] = 0;
  ended++
}

init {
  byte k;
  atomic {
    k = 0;
    do :: k < R -> run Reader(k); k++ :: else -> break od;
    do :: k < N -> run Writer(k); k++ :: else -> break od
  }
  /* Nobody is left asleep, or waits for a mutex that somebody who lives has. */
  timeout -> assert(ended == N && count == 0 && !writer && !readers && !drain && !mutex)
}
