/* Semaphore: permits, a bit ONE that somebody may sleep, a bit MANY that one who wants several may.
 * A release that finds a bit adds and wakes in one step: as many as it has permits, or all if it saw
 * MANY, or if it sees MANY afterwards. One that found nobody asleep clears the bits and wakes all in
 * one step.
 *
 * A futex compares the whole word and sleeps in one step; who is woken is the kernel's choice. A
 * waiter may be interrupted after its sleep, having been woken or not, and a releaser or waiter may
 * be killed before each of its steps: then, and only then, a sleep may end by its slice.
 *
 * Waiters want -DW0=, -DW1=, -DW2= permits (0: there is none), releasers give -DR0=, -DR1=;
 * -DGIVEUPS= interrupts, -DK= deaths.
 * Mutants, each of which must fail:
 *   NOLOOK     a release does not look for MANY afterwards
 *   PLAINCLEAR the bits are cleared without a wake
 *   NOPASS     an interrupted waiter just leaves
 *   TWOSTEPS   a release adds, and then wakes, with a death between
 *   PLAINSLEEP a waiter sleeps without comparing
 */
#ifndef W0
#define W0 1
#endif
#ifndef W1
#define W1 1
#endif
#ifndef W2
#define W2 0
#endif
#ifndef R0
#define R0 1
#endif
#ifndef R1
#define R1 1
#endif
#ifndef GIVEUPS
#define GIVEUPS 0
#endif
#ifndef K
#define K 0
#endif

byte permits;
bool one, many;

bool asleep[3];

byte giveups = GIVEUPS;
byte kills = K;
bool killed;
byte want[3];
byte taken, given;

#define KILL if :: kills > 0 -> kills--; killed = 1; goto dead :: 1 fi

/* In an atomic step. */
inline wakeone() {
  if
  :: asleep[0] -> asleep[0] = 0; woke++
  :: asleep[1] -> asleep[1] = 0; woke++
  :: asleep[2] -> asleep[2] = 0; woke++
  :: !asleep[0] && !asleep[1] && !asleep[2]
  fi
}

inline wakeall() {
  asleep[0] = 0; asleep[1] = 0; asleep[2] = 0
}

proctype Waiter(byte me) {
  byte p;
  bool o, m;
look:
  atomic { KILL; p = permits; o = one; m = many };
  if
  :: p >= want[me] ->
     atomic { KILL;
              if
              :: permits == p && one == o && many == m ->
                 permits = permits - want[me]; taken = taken + want[me]; goto done
              :: else -> goto look
              fi }
  :: else
  fi;
  if
  :: !o || (want[me] > 1 && !m) ->
     atomic { KILL;
              if
              :: permits == p && one == o && many == m ->
                 one = 1; o = 1;
                 if :: want[me] > 1 -> many = 1; m = 1 :: else fi
              :: else -> goto look
              fi }
  :: else
  fi;
  atomic { KILL;
#ifdef PLAINSLEEP
           asleep[me] = 1
#else
           if
           :: permits == p && one == o && many == m -> asleep[me] = 1
           :: else -> goto look
           fi
#endif
  };
  atomic {
    if
    :: !asleep[me]
    :: giveups > 0 -> asleep[me] = 0
    :: killed -> asleep[me] = 0
    fi
  };
  if
  :: giveups > 0 -> giveups--; goto interrupted
  :: 1 -> goto look
  fi;
interrupted:
#ifndef NOPASS
  atomic { KILL; if :: permits > 0 && (one || many) -> p = 1 :: else -> p = 0 fi };
  if :: p -> atomic { KILL; wakeall() } :: else fi;
#endif
done: skip;
dead:
  asleep[me] = 0; want[me] = 0
}

proctype Releaser(byte n) {
  byte p, woke, left;
  bool o, m;
look:
  atomic { KILL; p = permits; o = one; m = many };
  if
  :: !o && !m ->
     atomic { KILL;
              if
              :: permits == p && !one && !many -> permits = permits + n; given = given + n; goto dead
              :: else -> goto look
              fi }
  :: else
  fi;
#ifdef TWOSTEPS
  atomic { KILL; permits = permits + n; given = given + n };
  /* This death is not to need the slice. */
  atomic { if :: kills > 0 -> kills--; goto dead :: 1 fi;
#else
  atomic { KILL; permits = permits + n; given = given + n;
#endif
           woke = 0;
           if
           :: m -> woke = asleep[0] + asleep[1] + asleep[2]; wakeall()
           :: else ->
              left = n;
              do
              :: left > 0 -> left--; wakeone()
              :: else -> break
              od
           fi };
  if
  :: woke == 0 ->
     atomic { KILL; one = 0; many = 0;
#ifndef PLAINCLEAR
              wakeall()
#endif
     }
#ifndef NOLOOK
  :: woke > 0 && !m ->
     atomic { KILL; m = many };
     if :: m -> atomic { KILL; wakeall() } :: else fi
#endif
  :: else
  fi;
dead: skip
}

init {
  atomic {
    want[0] = W0; want[1] = W1; want[2] = W2;
    if :: W0 > 0 -> run Waiter(0) :: else fi;
    if :: W1 > 0 -> run Waiter(1) :: else fi;
    if :: W2 > 0 -> run Waiter(2) :: else fi;
    if :: R0 > 0 -> run Releaser(R0) :: else fi;
    if :: R1 > 0 -> run Releaser(R1) :: else fi
  }
  timeout ->
    /* Nobody is asleep beside enough permits, and none was lost or made. */
    assert(permits + taken == given);
    assert(!asleep[0] || permits < want[0]);
    assert(!asleep[1] || permits < want[1]);
    assert(!asleep[2] || permits < want[2]);
    atomic { permits = 100; wakeall() }
}
