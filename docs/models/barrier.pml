/* Barrier: generation, arrived, BROKEN and how the last HISTORY generations ended, in one word that
 * is changed by compare-and-set; who ends a generation wakes all in a further step, between which two
 * it may be killed.
 *
 * A futex compares the generation and sleeps in one step. A waiter may give up after its sleep, woken
 * or not, and then breaks its generation unless that has ended; it may be killed before each of its
 * steps. After a death, and only then, a sleep may end by its slice. A resetter resets at any moment.
 *
 * Build with -DP= parties, -DT= threads, -DL= times each arrives, -DR= resets, -DGIVEUPS=, -DK=
 * deaths.
 * Mutants, each of which must fail:
 *   NEWESTONLY a waiter takes the end of the newest generation for that of its own
 *   NARROW     the generation has one bit
 *   BLIND      the last to arrive ends the generation without comparing
 *   NOWAKE     who breaks a generation wakes nobody
 *   PLAINSLEEP a waiter sleeps without comparing
 *   NOSLICE    a sleep has no slice, and who ends a generation dies before it wakes
 */
#ifndef P
#define P 2
#endif
#ifndef T
#define T P
#endif
#ifndef L
#define L 2
#endif
#ifndef R
#define R 0
#endif
#ifndef GIVEUPS
#define GIVEUPS 0
#endif
#ifndef K
#define K 0
#endif
#define HISTORY 2
#ifdef NARROW
#define ROUND 2
#else
#define ROUND 16
#endif

byte generation, arrived, history;
bool broken;

bool asleep[T];
byte own[T];

byte giveups = GIVEUPS;
byte kills = K;
bool killed;

/* What the model knows and nobody else: how many generations there were, and how each ended. */
byte total;
byte how[16];

#define KILL if :: kills > 0 -> kills--; killed = 1; goto dead :: 1 fi

/* In atomic steps. */
inline end(as) {
  how[total] = 1 + as; total++;
  generation = (generation + 1) % ROUND; arrived = 0;
  history = (2 * history + as) % (1 << HISTORY)
}

inline wakeall() {
  i = 0;
  do :: i < T -> asleep[i] = 0; i++ :: else -> i = 0; break od
}

proctype Party(byte me) {
  byte n, g, a, h, t, i;
  bool b;
  do
  :: n < L ->
     n++;
look:
     atomic { KILL; g = generation; a = arrived; b = broken; h = history; t = total };
     if
     :: b -> goto next
     :: !b && a == P - 1 ->
        atomic { KILL;
#ifdef BLIND
                 end(0)
#else
                 if
                 :: generation == g && arrived == a && !broken -> assert(t == total); end(0)
                 :: else -> goto look
                 fi
#endif
        };
        atomic { KILL; wakeall() };
        assert(how[t] == 1);
        goto next
     :: else
     fi;
     atomic { KILL;
              if
              :: generation == g && arrived == a && !broken -> arrived++; own[me] = g; t = total
              :: else -> goto look
              fi };
sleep:
     atomic { KILL;
#ifdef PLAINSLEEP
              asleep[me] = 1
#else
              if :: generation == g -> asleep[me] = 1 :: else -> goto ended fi
#endif
     };
     atomic {
       if
       :: !asleep[me]
       :: giveups > 0 -> asleep[me] = 0
#ifndef NOSLICE
       :: killed -> asleep[me] = 0
#endif
       fi
     };
     atomic { KILL; if :: giveups > 0 -> giveups-- :: 1 -> goto sleep fi };
     atomic { KILL; if :: generation == g -> end(1); broken = 1 :: else -> goto ended fi };
#ifndef NOWAKE
     atomic { KILL; wakeall() };
#endif
     assert(how[t] == 2);
     goto next;
ended:
     atomic { KILL; a = (generation - g + ROUND - 1) % ROUND; h = history; i = total - t };
     if
     :: a >= HISTORY -> assert(how[t] == 2 || i > HISTORY)
#ifdef NEWESTONLY
     :: a < HISTORY -> assert(how[t] == 1 + (h & 1))
#else
     :: a < HISTORY -> assert(how[t] == 1 + ((h >> a) & 1))
#endif
     fi;
     i = 0;
next: skip
  :: else -> break
  od;
dead:
  asleep[me] = 0
}

proctype Resetter() {
  byte n, i;
  do
  :: n < R ->
     n++;
     atomic {
       if
       :: broken -> broken = 0; goto next
       :: !broken && arrived == 0 -> goto next
       :: else -> end(1)
       fi
     };
     atomic { if :: kills > 0 -> kills--; killed = 1; goto dead :: 1 fi; wakeall() };
next: skip
  :: else -> break
  od;
dead: skip
}

init {
  byte k;
  atomic {
    k = 0;
    do :: k < T -> run Party(k); k++ :: else -> break od;
    if :: R > 0 -> run Resetter() :: else fi
  }
  timeout ->
    /* Nobody is asleep in a generation that has ended. */
    atomic {
      k = 0;
      do
      :: k < T -> assert(!asleep[k] || own[k] == generation); asleep[k] = 0; k++
      :: else -> break
      od;
      giveups = 100; k = 0; kills = 0
    }
}
