/* Latch: a count, GIVEN, ASLEEP. Who attaches with a count gives it by a compare-and-set; the last
 * countDown beside ASLEEP stores 2 and wakes all in one step.
 *
 * A futex compares the whole word and sleeps in one step. A waiter may give up after its sleep, woken
 * or not, or be killed before each of its steps. No sleep ends by its slice. A giver, of which there
 * are G, gives the count and counts down once; X more countDowns come after the count is given.
 *
 * Build with -DW= waiters, -DG= givers (and the count, but for -DX=), -DGIVEUPS=, -DK= deaths.
 * Mutants, each of which must fail:
 *   OPENZERO   a waiter takes a word of zero for open
 *   LOSEBIT    the giver drops ASLEEP
 *   SUBTRACT   the last countDown subtracts instead of storing, beside one too many
 *   TWOSTEPS   it opens, and then wakes, with a death between
 *   PLAINSLEEP a waiter sleeps without comparing
 */
#ifndef W
#define W 2
#endif
#ifndef G
#define G 2
#endif
#ifndef X
#define X 0
#endif
#ifndef GIVEUPS
#define GIVEUPS 0
#endif
#ifndef K
#define K 0
#endif

#define ASLEEP 1
#define GIVEN 2
#define ONE 4
#define OPEN 2

short word;
bool asleep[W];

byte giveups = GIVEUPS;
byte kills = K;
byte down;

#define KILL if :: kills > 0 -> kills--; goto dead :: 1 fi

/* In an atomic step. */
inline wakeall() {
  i = 0;
  do :: i < W -> asleep[i] = 0; i++ :: else -> i = 0; break od
}

inline countdown() {
  atomic { down++; found = word; assert(found >= 0) };
  do
  :: found == OPEN -> break
  :: found == (ONE | GIVEN | ASLEEP) ->
#ifdef TWOSTEPS
     word = OPEN;
     atomic { if :: kills > 0 -> kills-- :: 1 -> wakeall() fi };
#else
#ifdef SUBTRACT
     atomic { word = word - ONE - ASLEEP; wakeall() };
#else
     atomic { word = OPEN; wakeall() };
#endif
#endif
     break
  :: else ->
     atomic {
       if
       :: word == found -> word = found - ONE; break
       :: else -> found = word; assert(found >= 0)
       fi
     }
  od
}

proctype Giver() {
  short found;
  byte i;
  found = word;
  do
  :: found & GIVEN -> break
  :: else ->
     atomic {
       if
#ifdef LOSEBIT
       :: word == found -> word = G * ONE + GIVEN; break
#else
       :: word == found -> word = G * ONE + GIVEN + found; break
#endif
       :: else -> found = word
       fi
     }
  od;
  countdown()
}

proctype Late() {
  short found;
  byte i;
  word & GIVEN;
  countdown()
}

proctype Waiter(byte me) {
  short found;
look:
  atomic { KILL; found = word };
#ifdef OPENZERO
  if :: found == 0 -> goto through :: else fi;
#endif
  if
  :: found == OPEN -> goto through
  :: found != OPEN && !(found & ASLEEP) ->
     atomic { KILL;
              if :: word == found -> word = word | ASLEEP; found = word :: else -> goto look fi }
  :: else
  fi;
  atomic { KILL;
#ifdef PLAINSLEEP
           asleep[me] = 1
#else
           if :: word == found -> asleep[me] = 1 :: else -> goto look fi
#endif
  };
  atomic { if :: !asleep[me] :: giveups > 0 -> asleep[me] = 0 fi };
  atomic { KILL; if :: giveups > 0 -> giveups--; goto dead :: 1 fi };
  goto look;
through:
  assert(down >= G);
dead: skip;
  asleep[me] = 0
}

init {
  byte k;
  atomic {
    k = 0;
    do :: k < W -> run Waiter(k); k++ :: else -> break od;
    k = 0;
    do :: k < G -> run Giver(); k++ :: else -> break od;
    k = 0;
    do :: k < X -> run Late(); k++ :: else -> break od
  }
  timeout ->
    assert(word == OPEN);
    k = 0;
    do :: k < W -> assert(!asleep[k]); k++ :: else -> break od
}
