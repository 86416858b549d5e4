/* The MPSC ring of io.sluice.shm.MpscLayout: claims in a table, publication by an inline stamp.
 *
 * A granule is the unit; a record takes one or two. One step a shared access, with the local work
 * that follows it; before each step of a process that can be killed, it may be. Sequentially
 * consistent: the orders of the Java accesses are argued at the edges of the layout and tried by
 * jcstress.
 *
 * Build with -DG= granules, -DM1= -DM2= messages of each producer, -DM3= of the process that takes
 * over the slot of producer 2, -DK0= -DK1= whether that one, and producer 1, can be killed too,
 * -DCK= how often the consumer can be, -DABORTS for claims that may be aborted, -DUB= whether somebody
 * else pads what the dead left, as unblock does.
 * Mutants, each of which must fail:
 *   NOREREAD   the consumer does not look at the stamp again after it saw the owner dead
 *   NOWALK     the new owner of a slot does not look for claims of the one before
 *   WALKTAIL   that walk stops at tail, which is only a hint
 *   WALKPADS   that walk does not look at the stamp
 *   DEATHFIRST the consumer looks whether the owner is dead before it looks who owns the claim
 *   TAILFIRST  a producer stores tail before it has claimed
 *   STAMPFIRST a record is published before its message is written
 *   NOROOM     a producer does not look at head
 *   UBPADS     unblock does not look at the stamp again after it saw the owner dead (with UB)
 *   UBCOUNTS   it does not look at head before it says that it passed something (with UB)
 */
#ifndef G
#define G 3
#endif
#ifndef M1
#define M1 1
#endif
#ifndef M2
#define M2 1
#endif
#ifndef M3
#define M3 1
#endif
#ifndef K1
#define K1 0
#endif
#ifndef K0
#define K0 0
#endif
#ifndef UB
#define UB 0
#endif
#ifndef CK
#define CK 1
#endif

#define CLAIMED 1
#define PADDING 2
#define WORD(st, lap, ln, own) ((st) | ((ln) << 2) | ((own) << 4) | ((lap) << 6))
#define ST(w)  ((w) & 3)
#define LEN(w) (((w) >> 2) & 3)
#define OWN(w) (((w) >> 4) & 3)
#define LAP(w) (((w) >> 6) & 15)
#define L(p)   ((p) / G + 1)
#define STAMP(p) ((p) + 1)
#define NOTHING 255            /* in place of a message: the claim was aborted */
#define BYTES(p) ((p) + 101)   /* what a second granule holds: never a stamp */

/* Shared memory. The slack: the second granule of a record at the last one is physical granule G. */
short claims[G];
byte stamp[G];
byte length[G];
byte first[G];
byte second[G + 1];
byte tail, head;

/* The kernel: whose lock is held, by slot. */
bool alive[3];

/* What the model knows and nobody else. */
bool killed[3], cankill[3], finished[3], stop;
byte consumerkills;
bool taken[G];      /* granule is part of a claim that has not been released */
byte fate[G];       /* of the claim at its first granule: 0 open, 1 published, 2 delivered */
byte size[G], claimant[G];

inline ghostclaim(p, n, id) {
  assert(p + n <= head + G);
  assert(!taken[(p) % G]); taken[(p) % G] = 1;
  if :: n > 1 -> assert(!taken[(p + 1) % G]); taken[(p + 1) % G] = 1 :: else fi;
  size[(p) % G] = n; fate[(p) % G] = 0; claimant[(p) % G] = id
}
inline ghostrelease(p, n) {
  assert(n > 0 && taken[(p) % G] && size[(p) % G] == n);
  assert(fate[(p) % G] != 1);                      /* published and never delivered */
  taken[(p) % G] = 0; if :: n > 1 -> taken[(p + 1) % G] = 0 :: else fi;
  size[(p) % G] = 0; fate[(p) % G] = 0; claimant[(p) % G] = 0
}
/* A walk that was overtaken may pad a word behind head, whose stamp a later record's second granule
   has covered: nobody looks at that word's lap again. */
inline ghostpad(p) { assert((p) < head || (killed[claimant[(p) % G]] && fate[(p) % G] == 0)) }

#define KILL if :: cankill[me] -> cankill[me] = 0; killed[me] = 1; alive[slot] = 0; goto dead :: 1 fi
#define KILLC if :: consumerkills > 0 -> consumerkills--; goto again :: 1 fi

proctype Producer(byte me; byte slot; byte messages; bool successor) {
  byte t, n, k, h; short w;   /* t: where the next claim is tried first */
  if
  :: successor ->
     (killed[2] && !alive[slot]) || stop;
     if :: stop -> goto dead :: else fi;
#ifdef WALKTAIL
     atomic { n = tail };
#endif
walk: skip;
     atomic { KILL; t = head };
step: skip;
#ifdef WALKTAIL
     if :: t >= n -> goto walked :: else fi;
#endif
     atomic { KILL; w = claims[t % G];
       if :: LAP(w) > L(t) -> w = 0; goto walk          /* overtaken */
          :: LAP(w) < L(t) -> goto walked
          :: LAP(w) == L(t) && ST(w) == CLAIMED && OWN(w) == slot -> skip
          :: else -> t = t + LEN(w); w = 0; goto step fi };
#ifdef NOWALK
     atomic { t = t + LEN(w); w = 0; goto step };
#endif
#ifndef WALKPADS
     atomic { KILL; if :: stamp[t % G] == STAMP(t) -> t = t + LEN(w); w = 0; goto step :: else fi };
#endif
     atomic { KILL; if :: claims[t % G] == w -> ghostpad(t); claims[t % G] = WORD(PADDING, L(t), LEN(w), 0) :: else fi;
              w = 0; goto step };
walked: skip;
     atomic { KILL; alive[slot] = 1; w = 0; n = 0 }
  :: else
  fi;
  do
  :: k < messages ->
     if :: n = 1 :: n = 2 fi;
try: skip;
     atomic { KILL; w = claims[t % G];
       if :: LAP(w) > L(t) -> w = 0; goto behind
          :: LAP(w) == L(t) -> t = t + LEN(w); w = 0; goto hint
          :: else -> skip fi };
#ifndef NOROOM
     atomic { KILL; h = head; if :: t + n > h + G -> goto wait :: else -> h = 0 fi };
#endif
#ifdef TAILFIRST
     atomic { KILL; tail = t + n };
#endif
     atomic { KILL; if :: claims[t % G] == w -> claims[t % G] = WORD(CLAIMED, L(t), n, slot); w = 0; ghostclaim(t, n, me)
                       :: else -> w = 0; goto try fi };
#ifndef TAILFIRST
     atomic { KILL; if :: tail = t + n :: 1 fi };   /* not stored each time */
#endif
#ifdef STAMPFIRST
     atomic { KILL; length[t % G] = n; stamp[t % G] = STAMP(t); fate[t % G] = 1 };
#endif
     atomic { KILL; assert(head <= t); length[t % G] = n;
              if :: first[t % G] = t + 1
#ifdef ABORTS
                 :: first[t % G] = NOTHING
#endif
              fi };
     if :: n == 2 && first[t % G] != NOTHING ->
        /* Over the stamp of the granule, unless that lies in the slack. */
        atomic { KILL; assert(head <= t); second[t % G + 1] = BYTES(t);
                 if :: t % G + 1 < G -> stamp[t % G + 1] = 0 :: else fi }
        :: else fi;
#ifndef STAMPFIRST
     atomic { KILL; assert(head <= t && claimant[t % G] == me); assert(claims[t % G] == WORD(CLAIMED, L(t), n, slot));
              stamp[t % G] = STAMP(t); fate[t % G] = 1; t = t + n; n = 0; k++ };
#else
     atomic { t = t + n; n = 0; k++ };
#endif
     goto sent;
hint: atomic { KILL; if :: tail > t -> t = tail :: 1 fi; goto try };
behind: atomic { KILL; assert(head > t); t = head; goto hint };
wait: atomic { KILL; (head != h || claims[t % G] != w) -> h = 0; w = 0; goto try };
sent: skip
  :: else -> break
  od;
  atomic { KILL };
dead: finished[me] = 1
}

proctype Consumer() {
  byte h, n; short w; bool isdead;
again:
  h = 0; n = 0; w = 0; isdead = 0;
  atomic { h = head };
look: skip;
  n = 0; w = 0; isdead = 0;
#ifdef DEATHFIRST
  atomic { KILLC; isdead = !alive[2] };
#endif
  atomic { KILLC;
    if :: stop -> goto done
       :: stamp[h % G] == STAMP(h) -> goto published
       :: stamp[h % G] != STAMP(h) && LAP(claims[h % G]) >= L(h) -> skip fi };
  atomic { KILLC; w = claims[h % G]; assert(LAP(w) == L(h));
    if :: ST(w) == PADDING -> n = LEN(w); goto release :: else fi };
#ifdef DEATHFIRST
  if :: isdead && OWN(w) == 2 -> goto pad :: else fi;
#endif
  atomic { KILLC; (stamp[h % G] == STAMP(h) || claims[h % G] != w || !alive[OWN(w)]) ->
           if :: !alive[OWN(w)] -> skip :: else -> goto look fi };
pad: skip;
#ifndef NOREREAD
  atomic { KILLC; if :: stamp[h % G] == STAMP(h) -> goto published :: else fi };
#endif
  atomic { KILLC; if :: claims[h % G] == w -> ghostpad(h); claims[h % G] = WORD(PADDING, L(h), LEN(w), 0) :: else fi; goto look };
published: skip;
  atomic { KILLC; n = length[h % G]; assert(first[h % G] == h + 1 || first[h % G] == NOTHING) };
  if :: n == 2 && first[h % G] != NOTHING -> atomic { KILLC; assert(second[h % G + 1] == BYTES(h)) } :: else fi;
  atomic { KILLC; fate[h % G] = 2 };
release: skip;
  atomic { KILLC; ghostrelease(h, n); head = h + n; h = h + n; goto look };
done: skip
}

proctype Unblocker() {
  byte t; short w; bool open;
  atomic { t = head };
step: skip;
  atomic { w = claims[t % G];
    if :: LAP(w) > L(t) -> w = 0; t = head; goto step
       :: LAP(w) < L(t) -> goto done
       :: LAP(w) == L(t) && ST(w) == CLAIMED -> skip
       :: else -> t = t + LEN(w); w = 0; goto step fi };
  atomic { if :: stamp[t % G] == STAMP(t) -> t = t + LEN(w); w = 0; goto step :: else fi };
  atomic { if :: alive[OWN(w)] -> t = t + LEN(w); w = 0; goto step :: else fi };
#ifndef UBPADS
  atomic { if :: stamp[t % G] == STAMP(t) -> t = t + LEN(w); w = 0; goto step :: else fi };
#endif
  atomic { if :: claims[t % G] == w -> ghostpad(t); open = fate[t % G] == 0 && killed[claimant[t % G]];
                 claims[t % G] = WORD(PADDING, L(t), LEN(w), 0)
              :: else -> t = t + LEN(w); w = 0; goto step fi };
#ifndef UBCOUNTS
  atomic { if :: head > t -> t = t + LEN(w); w = 0; open = 0; goto step :: else fi };
#endif
  atomic { assert(open); t = t + LEN(w); w = 0; open = 0; goto step };
done: skip
}

init {
  atomic {
    alive[1] = 1; alive[2] = 1; cankill[2] = 1; cankill[1] = K1; cankill[0] = K0; consumerkills = CK;
    run Consumer(); run Producer(1, 1, M1, 0); run Producer(2, 2, M2, 0);
#if UB > 0
    run Unblocker();
#endif
#if M3 > 0
    run Producer(0, 2, M3, 1)
#endif
  }
  /* Nothing can move: everybody is done and everything was taken. */
  timeout -> assert(finished[1] && finished[2] && (M3 == 0 || finished[0] || !killed[2]));
  assert(LAP(claims[head % G]) < L(head)); assert(tail <= head);
  stop = 1
}
