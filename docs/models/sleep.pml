/* The sleep word of many sleepers: odd while one sleeps or is about to, and each change adds 1.
 *
 * What a waker publishes and what a sleeper announces stay in a store buffer of its own until its
 * fence, or until the model likes; a futex compares and sleeps in one step. A waker may be killed
 * before each of its steps, and another goes on where it stopped; only after a death may a sleep end
 * by its slice. The first sleep of a segment, when the waker may not look at the word, is not here.
 *
 * Build with -DSLEEPERS= and -DWAKERS= 1 or 2, -DM= what each waker publishes, -DK= deaths. Many
 * sleepers are consumers that wait for a message, many wakers consumers that make room for the
 * producer, who sleeps alone. -DCANCEL: who has announced and found something takes that back; it
 * holds with one sleeper.
 * Mutants, each of which must fail:
 *   CANCEL     with two sleepers
 *   FLAG       the word is 1 or 0
 *   WAKENOFENCE, SLEEPNOFENCE  either has no fence between its store and its look
 *   LOOKFIRST  a sleeper looks before it announces, and not again
 *   WAKEONE    one sleeper of two is woken
 *   NOSLICE    a sleep has no slice, and a waker dies
 *   WAKEFIRST  the word is changed before the message is published
 */
#ifndef SLEEPERS
#define SLEEPERS 2
#endif
#ifndef WAKERS
#define WAKERS 1
#endif
#ifndef M
#define M 2
#endif
#ifndef K
#define K 0
#endif

#ifdef FLAG
#define ODD(w)  ((w) == 1)
#define NEXT(w) (1 - (w))
#else
#define ODD(w)  ((w) % 2 == 1)
#define NEXT(w) ((w) + 1)
#endif

/* Shared memory, and what is on the way to it. */
byte word;
byte published[WAKERS];
bool publishing[WAKERS];
bool announcing[SLEEPERS];

/* The kernel. */
bool asleep[SLEEPERS];

/* What the model knows and nobody else. */
byte kills = K;
bool killed;
byte awake;                       /* sleepers that have seen everything */

#if WAKERS == 2
#define PUBLISHED (published[0] + published[1])
#else
#define PUBLISHED published[0]
#endif

#define KILL if :: kills > 0 -> kills--; killed = 1; goto reborn :: 1 fi

proctype Waker(byte me) {
  byte w, n;
reborn:
  /* What was on its way arrives, or its bytes are published by who follows: the same here. */
  atomic { if :: publishing[me] -> published[me]++; publishing[me] = 0 :: else fi; n = published[me]; w = 0 };
  do
  :: n < M ->
#ifndef WAKEFIRST
     atomic { KILL; assert(!publishing[me]); publishing[me] = 1; n++ };
#ifndef WAKENOFENCE
     atomic { KILL; if :: publishing[me] -> published[me]++; publishing[me] = 0 :: else fi };
#endif
#endif
     atomic { KILL; w = word };
     if
     :: ODD(w) ->
        /* An exchange waits for what the processor stored before. */
        atomic { KILL; if :: publishing[me] -> published[me]++; publishing[me] = 0 :: else fi;
                 if :: word == w -> word = NEXT(w) :: else -> w = 0 fi };
        if
        :: w > 0 ->
           atomic { KILL;
#if SLEEPERS == 2
#ifdef WAKEONE
             if :: asleep[0] -> asleep[0] = 0 :: asleep[1] -> asleep[1] = 0 :: !asleep[0] && !asleep[1] fi
#else
             asleep[0] = 0; asleep[1] = 0
#endif
#else
             asleep[0] = 0
#endif
           }
        :: else
        fi
     :: else
     fi;
#ifdef WAKEFIRST
     atomic { KILL; published[me]++; n++ };
#endif
     atomic { w = 0; if :: publishing[me] -> published[me]++; publishing[me] = 0 :: else fi }
  :: else -> break
  od
}

/* A store leaves the buffer by itself at any time. */
proctype Buffers() {
endbuffers:
  do
  :: atomic { publishing[0] -> published[0]++; publishing[0] = 0 }
#if WAKERS == 2
  :: atomic { publishing[1] -> published[1]++; publishing[1] = 0 }
#endif
  od
}

proctype Sleeper(byte me) {
  byte seen, w;
  do
  :: seen < M * WAKERS ->
     if :: atomic { PUBLISHED > seen -> seen = PUBLISHED; goto next } :: atomic { PUBLISHED == seen } fi;
announce: skip;
     atomic { w = word };
     if
     :: !ODD(w) ->
        /* What is announced reaches the others now or, without a fence, later. */
#ifdef SLEEPNOFENCE
        announcing[me] = 1
#else
        atomic { if :: word == w -> word = NEXT(w); w = NEXT(w) :: else -> goto announce fi }
#endif
     :: else
     fi;
#ifndef LOOKFIRST
     atomic { if :: PUBLISHED > seen -> seen = PUBLISHED;
#ifdef CANCEL
                    goto cancel
#else
                    goto next
#endif
                 :: else fi };
#endif
#ifdef SLEEPNOFENCE
     atomic { if :: announcing[me] -> announcing[me] = 0;
                    if :: word == w -> word = NEXT(w); w = NEXT(w) :: else -> goto announce fi
                 :: else fi };
#endif
     atomic { if :: word == w -> asleep[me] = 1 :: else -> goto next fi };
#ifdef NOSLICE
     !asleep[me];
#else
     atomic { !asleep[me] || killed -> asleep[me] = 0 };
#endif
     goto next;
cancel: skip;
#ifdef CANCEL
     atomic { if :: word == w -> word = NEXT(w) :: else fi };
#endif
next: atomic { w = 0; if :: announcing[me] -> announcing[me] = 0; word = NEXT(word) :: else fi }
  :: else -> break
  od;
  awake++
}

init {
  atomic {
    run Buffers(); run Waker(0); run Sleeper(0);
#if WAKERS == 2
    run Waker(1);
#endif
#if SLEEPERS == 2
    run Sleeper(1)
#endif
  }
  timeout -> assert(awake == SLEEPERS)
}
