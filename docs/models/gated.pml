/* Gated broadcast of io.sluice.shm.BroadcastLayout: no consumer that lives loses a message, one that
 * died holds nobody up.
 *
 * A granule is the unit; a record takes one or two, a batch is two of one. One step a shared access,
 * with the local work that follows it; before each step the process may be killed: a successor takes
 * over from the producer, another consumer comes for the one that died. Slots are locked as the
 * kernel does it: a lock is taken in one step, and freed by death. Sequentially consistent; what the
 * bytes of a record hold is broadcast.pml's matter, here it is only asked who may write them.
 *
 * Build with -DG= granules, -DROUND= what reservations are rounded to, -DEND= granules to write,
 * -DK= deaths of the producer, -DK1= -DK2= of each consumer, -DL1= -DL2= how often each leaves and
 * joins again, -DCONSUMERS= 1 or 2, -DSLOTS= 1 or 2, -DBATCH=1 for batches. A joiner stores position
 * 0, looks at reserved, and chooses; with -DRETRY it chooses, stores, looks at reserved, and chooses
 * again if that was too late.
 * Mutants, each of which must fail:
 *   SCANFIRST  the producer looks at the slots before it stores reserved
 *   READFIRST  the joiner reads reserved before it stores into its slot
 *   STOREBACK  the producer stores the end of what the slots allow into reserved
 *   LOWER      a successor reserves less than the one before it
 *   ASFOUND    a successor takes reserved for what it may write
 *   NOCLEAR    a successor does not clear the word behind what it publishes
 *   LOOKSFREE  a slot is cleared because its lock looks free, and is not taken for it
 *   PATIENT    no slot is ever cleared but by its consumer
 *   CLEARLATE  a consumer gives up its lock before it clears its slot
 */
#ifndef G
#define G 5
#endif
#ifndef ROUND
#define ROUND 2
#endif
#ifndef END
#define END (2 * G)
#endif
#ifndef K
#define K 0
#endif
#ifndef K1
#define K1 0
#endif
#ifndef K2
#define K2 0
#endif
#ifndef L1
#define L1 0
#endif
#ifndef L2
#define L2 0
#endif
#ifndef CONSUMERS
#define CONSUMERS 2
#endif
#ifndef SLOTS
#define SLOTS 2
#endif
#ifndef BATCH
#define BATCH 0
#endif

#define RESERVE(e) (((e) + ROUND - 1) / ROUND * ROUND)
#ifdef STOREBACK
#define RESCAN reserve
#else
#define RESCAN scan
#endif
#define T (G + 1)
#define NOBODY 255

/* Shared memory. A slot holds a position plus 1, or 0. */
byte stamp[G];
byte length[G];
byte latest, reserved;
byte slots[SLOTS];

/* The kernel: who has the lock of a slot, 0: nobody, 3: the producer. */
byte lock[SLOTS];

/* What the model knows and nobody else. */
byte published;                   /* sequence number of the newest */
byte where[T], size[T];           /* of published records, by sequence number */
byte end;                         /* of the newest */
byte written;                     /* no byte at or after this position was ever written */
byte reads[3] = NOBODY;           /* by consumer: it may read all from here on */
byte wants[3];                    /* by consumer: the sequence number it waits for, 0: none */
byte kills = K;
byte consumerkills[3], leaves[3];
bool finished;

#define KILL if :: kills > 0 -> kills--; goto reborn :: 1 fi
#define KILLC if :: consumerkills[me] > 0 -> consumerkills[me]--; goto dead :: 1 fi

inline ghostwrite(e) {
  assert(e <= reserved);
  assert((reads[1] == NOBODY || e <= reads[1] + G) && (reads[2] == NOBODY || e <= reads[2] + G));
  if :: e > written -> written = e :: else fi
}
inline ghostpublish(q, n, s) {
  assert(q == end);
  published++; assert(published == s);
  where[published % T] = q; size[published % T] = n; end = end + n
}

/* The end, by walking from latest; or the oldest that r allows. Both are one step, because nothing of
 * them can be overrun meanwhile. */
inline choose() {
  if
  :: q = latest;
     if :: q == 0 && stamp[0] != 1 -> p = 0; s = 1
        :: else -> s = stamp[q % G]; assert(s <= published && published - s < T && where[s % T] == q);
           p = q; do :: stamp[p % G] == s -> p = p + length[p % G]; s++ :: else -> break od
     fi
  :: published > 0 ->
     p = end; s = published + 1;
     do
     :: s > 1 && published - s < T - 1 && where[(s - 1) % T] + G >= r -> s--; p = where[s % T]
     :: else -> break
     od;
     assert(s > published || stamp[p % G] == s)
  fi;
  q = 0
}
inline ghostjoin() { assert(written <= p + G); reads[me] = p; wants[me] = s; r = 0 }

proctype Producer() {
  byte p, s, q, e, n, m, dirty, limit, i, least, at;
reborn:
  atomic {
    i = 0;
    do :: i < SLOTS -> if :: lock[i] == 3 -> lock[i] = 0 :: else fi; i++ :: else -> i = 0; break od;
    p = 0; s = 0; n = 0; m = 0; e = 0; least = 0; at = 0; q = latest; dirty = reserved; limit = 0;
#ifdef ASFOUND
    limit = reserved;
#endif
    if :: q == 0 && stamp[0] != 1 -> skip
       :: else -> s = stamp[q % G]; p = q + length[q % G];
          do :: stamp[p % G] == s + 1 -> s++; q = p; p = p + length[p % G] :: else -> break od
    fi;
    assert(s == published && p == end)
  };
  atomic { KILL; latest = q };
  do
  :: p < END ->
     if :: n = 1 :: n = 2
#if BATCH
        :: n = 1; m = 1
#endif
     fi;
     e = p + n + m;
#ifdef NOCLEAR
     dirty = 0;
#endif
     if :: e + (e < dirty -> 1 : 0) <= limit -> goto write :: else fi;
reserve: skip;
#ifdef LOWER
     atomic { KILL; reserved = RESERVE(e + (e < dirty -> 1 : 0)) };
#else
#ifndef SCANFIRST
     if :: e > reserved -> atomic { KILL; reserved = RESERVE(e) } :: else fi;
#endif
#endif
scan: skip;
     i = 0; least = NOBODY; at = 0;
     do
     :: i < SLOTS ->
        atomic { KILL; if :: slots[i] > 0 && slots[i] - 1 < least -> least = slots[i] - 1; at = i :: else fi; i++ }
     :: else -> i = 0; break
     od;
#ifdef SCANFIRST
     limit = (least == NOBODY || RESERVE(e) < least + G -> RESERVE(e) : least + G);
     if :: e > reserved && e <= limit -> atomic { KILL; reserved = limit } :: else fi;
#else
     limit = (least == NOBODY || reserved < least + G -> reserved : least + G);
#endif
#ifdef STOREBACK
     if :: limit < reserved -> atomic { KILL; reserved = limit } :: else fi;
#endif
     if :: e + (e < dirty -> 1 : 0) <= limit -> least = 0; at = 0; goto write :: else fi;
     /* Too little room. */
#ifdef PATIENT
     slots[at] != least + 1;
#else
     atomic { KILL; slots[at] != least + 1 || lock[at] == 0 ->
              if :: lock[at] == 0 ->
#ifndef LOOKSFREE
                    lock[at] = 3;
#endif
                    skip
                 :: else -> goto RESCAN
              fi };
     atomic { KILL; slots[at] = 0 };
     atomic { KILL; if :: lock[at] == 3 -> lock[at] = 0 :: else fi };
#endif
     goto RESCAN;
write: skip;
     if :: e < dirty -> atomic { KILL; ghostwrite(e + 1); stamp[e % G] = 0 } :: else fi;
     atomic { KILL; ghostwrite(p + n); length[p % G] = n;
              if :: n == 2 && p % G + 1 < G -> stamp[p % G + 1] = 0; length[p % G + 1] = 1 + s % 2 :: else fi };
     if :: m > 0 -> atomic { KILL; ghostwrite(e); length[(p + 1) % G] = 1; stamp[(p + 1) % G] = s + 2 } :: else fi;
     atomic { KILL; ghostwrite(p + n);
       stamp[p % G] = s + 1;
       ghostpublish(p, n, s + 1); s++; q = p;
       if :: m > 0 -> ghostpublish(p + 1, 1, s + 1); s++; q = p + 1 :: else fi;
       p = e; e = 0; n = 0; m = 0 };
     atomic { KILL; latest = q }
  :: else -> break
  od;
  finished = 1
}

proctype Consumer(byte me) {
  byte p, s, q, r, i, n;
endjoin:
  atomic {
    if :: lock[0] == 0 -> i = 0
#if SLOTS > 1
       :: lock[1] == 0 -> i = 1
#endif
    fi;
    KILLC; lock[i] = me };
#ifdef READFIRST
  atomic { KILLC; r = reserved };
#endif
#ifdef RETRY
again: skip;
  atomic { KILLC; r = reserved; choose(); r = 0 };
  atomic { KILLC; slots[i] = p + 1 };
  atomic { KILLC; r = reserved; if :: r > p + G -> p = 0; s = 0; r = 0; goto again :: else fi; ghostjoin() };
#else
  atomic { KILLC; slots[i] = 1 };
#ifndef READFIRST
  atomic { KILLC; r = reserved };
#endif
  atomic { KILLC; choose() };
  atomic { KILLC; slots[i] = p + 1; ghostjoin() };
#endif
look: skip;
  /* Nothing it waits for is missed. */
endlook:
  atomic {
    if
    :: stamp[p % G] == s || s <= published ->
       KILLC;
       assert(stamp[p % G] == s && s <= published && published - s < T && where[s % T] == p);
       n = length[p % G];
       assert(n == size[s % T]);
       p = p + n; s++; n = 0; wants[me] = s
    :: leaves[me] > 0 -> leaves[me]--; goto leave
    fi };
  atomic { KILLC; slots[i] = p + 1; reads[me] = p; goto look };
leave: skip;
#ifdef CLEARLATE
  atomic { KILLC; lock[i] = 0; reads[me] = NOBODY; wants[me] = 0 };
  atomic { KILLC; slots[i] = 0; p = 0; s = 0; i = 0; goto endjoin };
#else
  atomic { KILLC; slots[i] = 0; reads[me] = NOBODY; wants[me] = 0 };
  atomic { KILLC; lock[i] = 0; p = 0; s = 0; i = 0; goto endjoin };
#endif
dead: atomic {
    if :: lock[i] == me -> lock[i] = 0 :: else fi;
    reads[me] = NOBODY; wants[me] = 0; p = 0; s = 0; q = 0; i = 0; r = 0; n = 0;
    if :: goto endjoin :: skip fi }                /* another comes, or nobody */
}

init {
  atomic {
    consumerkills[1] = K1; consumerkills[2] = K2; leaves[1] = L1; leaves[2] = L2;
    run Producer(); run Consumer(1);
#if CONSUMERS > 1
    run Consumer(2)
#endif
  };
  /* Nothing can move: all was published, and read by whoever had joined. */
  timeout -> assert(finished);
  assert((wants[1] == 0 || wants[1] == published + 1) && (wants[2] == 0 || wants[2] == published + 1))
}
