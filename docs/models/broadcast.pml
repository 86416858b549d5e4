/* Lossy broadcast of io.sluice.shm.BroadcastLayout: stamps of sequence numbers, and a position before
 * which the producer may be writing.
 *
 * A granule is the unit; a record takes one or two, a batch is two of one; a chunk is CH granules.
 * One step a shared access, with the local work that follows it; before each step of the producer it
 * may be killed, and a successor takes over. Consumers write nothing, so that one of them is enough.
 * Sequentially consistent; the bytes of a granule are written, and read, at once. RESERVED2 and
 * NOFENCE are what the fences of edge RESERVE prevent.
 *
 * Build with -DG= granules, -DCH= granules of a chunk, -DROUND= what reservations are rounded to,
 * -DEND= granules to write, -DK= deaths of the producer, and -DMODE= 0 a consumer from the start,
 * 1 one that joins at the newest, 2 at the oldest, 3 one that reads the newest value only.
 * Mutants, each of which must fail:
 *   NORESERVE  the producer never says what it may be writing
 *   RESERVED2  it says so after the first byte
 *   NOCHECK    the consumer does not look at reserved after its copy
 *   NOFENCE    it looks before it
 *   LAPBLIND   it looks only if it found its stamp
 *   NOWALK     a successor takes latest for the newest
 *   NOLATEST   a successor does not store what it found before it publishes
 *   NOCLEAR    a successor does not clear the word behind what it publishes
 *   STAMPFIRST a record is published before its bytes are written
 *   CHUNKSTART the boundary stored is where the chunk begins, not its first record
 *   BEYOND     who joins at the oldest uses the boundary of a chunk after latest's
 *   NEWESTONLY who joins at the newest, or reads only that, does not walk on from latest
 */
#ifndef G
#define G 5
#endif
#ifndef CH
#define CH 2
#endif
#ifndef ROUND
#define ROUND CH
#endif
#ifndef END
#define END (3 * G)
#endif
#ifndef K
#define K 0
#endif
#ifndef MODE
#define MODE 0
#endif

#define CHUNK(p) ((p) / CH)
#define ENTRIES (G / CH + 1)          /* the fewest that can do */
#define RESERVE(e) (((e) + ROUND - 1) / ROUND * ROUND)
#define HALF (G / CH / 2)
#define OVERRUN(p) (reserved > (p) + G)
#define T (G + 1)                 /* more than are ever retained */
#define SECOND(s) ((s) + 100)     /* what the second granule of a record holds: never a stamp */

/* Shared memory. The slack is granule G: only ever the second of a record. */
byte stamp[G];
byte length[G];
byte bytes[G + 1];
byte boundaries[ENTRIES];
byte latest, reserved;

/* What the model knows and nobody else. */
byte published;                   /* sequence number of the newest */
byte where[T], size[T];           /* of published records, by sequence number */
byte end;                         /* of the newest */
byte kills = K;
bool finished;
byte wanted;                      /* what the consumer will look for, once it has joined */

/* The dead and the paused look the same to consumers, so the successor may begin at once. */
#define KILL if :: kills > 0 -> kills--; goto reborn :: 1 fi

inline ghostpublish(q, n, s) {
  assert(q == end);
  published++; assert(published == s);
  where[published % T] = q; size[published % T] = n; end = end + n
}
/* Forgets what is overrun, which is never looked at again. */
inline ghostforget() {
  d_step {
    i = 0;
    do
    :: i < T -> if :: size[i] > 0 && OVERRUN(where[i]) -> where[i] = 0; size[i] = 0 :: else fi; i++
    :: else -> i = 0; break
    od
  }
}
inline publish() {
  stamp[p % G] = s + 1; ghostpublish(p, n, s + 1);
  if :: m > 0 -> ghostpublish(p + 1, 1, s + 2) :: else fi
}
/* A record that a consumer believes to be whole. */
inline ghostwhole(q, n, s, b, c) {
  assert(s <= published && published - s < T && where[s % T] == q && size[s % T] == n);
  assert(b == s && (n == 1 || c == SECOND(s)))
}

proctype Producer() {
  byte p, s, q, e, n, m, dirty, i;   /* p: end, s: last sequence number, q: where that record begins */
reborn:
  /* Nobody else writes, so the walk is one step. */
  atomic {
    p = 0; s = 0; n = 0; m = 0; e = 0; q = latest; dirty = reserved;
    if :: q == 0 && stamp[0] != 1 -> skip
       :: else -> s = stamp[q % G]; p = q + length[q % G];
#ifndef NOWALK
          do :: stamp[p % G] == s + 1 -> s++; q = p; p = p + length[p % G] :: else -> break od
#endif
    fi;
    assert(s == published && p == end);           /* neither used twice nor left out */
    assert(reserved <= p + 2 * CH && (p == 0 || !OVERRUN(q)))
  };
#ifndef NOLATEST
  atomic { KILL; latest = q };
#endif
  do
  :: p < END ->
     if :: n = 1 :: n = 2 :: n = 1; m = 1 fi;
     e = p + n + m;
#if !defined(NORESERVE) && !defined(RESERVED2)
     if :: e > reserved -> atomic { KILL; reserved = RESERVE(e); ghostforget() } :: else fi;
#endif
#ifndef NOCLEAR
     if :: e < dirty -> atomic { KILL; stamp[e % G] = 0 } :: else fi;
#endif
#ifdef STAMPFIRST
     atomic { KILL; length[p % G] = n; publish() };
#endif
     atomic { KILL; length[p % G] = n; bytes[p % G] = s + 1 };
#ifdef RESERVED2
     if :: e > reserved -> atomic { KILL; reserved = RESERVE(e); ghostforget() } :: else fi;
#endif
     if
     :: n == 2 ->
        /* Over the stamp and header of the granule, unless that lies in the slack. */
        atomic { KILL; bytes[p % G + 1] = SECOND(s + 1);
                 if :: p % G + 1 < G -> stamp[p % G + 1] = 0; length[p % G + 1] = 1 + s % 2 :: else fi }
     :: else
     fi;
     if
     :: m > 0 ->
        atomic { KILL; length[(p + 1) % G] = 1; bytes[(p + 1) % G] = s + 2 };
        if :: CHUNK(p + 1) != CHUNK(p) -> atomic { KILL; boundaries[CHUNK(p + 1) % ENTRIES] = p + 1 } :: else fi;
        atomic { KILL; stamp[(p + 1) % G] = s + 2 }
     :: else
     fi;
     if
     :: p > 0 && CHUNK(p) != CHUNK(q) ->
#ifdef CHUNKSTART
        atomic { KILL; boundaries[CHUNK(p) % ENTRIES] = CHUNK(p) * CH }
#else
        atomic { KILL; boundaries[CHUNK(p) % ENTRIES] = p }
#endif
     :: else
     fi;
     atomic { KILL;
#ifndef STAMPFIRST
       publish();
#endif
       s++; q = p; if :: m > 0 -> s++; q = p + 1 :: else fi;
       p = e; e = 0; n = 0; m = 0 };
     atomic { KILL; latest = q }
  :: else -> break
  od;
  finished = 1
}

proctype Consumer() {
  byte p, s = 1, q, w, n, b, c, r, k;   /* looks for s at p */
  bool again;
#if MODE == 1 || MODE == 3
  /* The end, by walking from latest. */
newest:
  atomic { q = latest; w = 0; n = 0; r = 0; b = 0; c = 0 };
#if MODE == 1
  if :: k == 0 -> k = published :: else fi;
#else
#ifdef NEWESTONLY
  if :: q < p -> q = p; w = s - 1; goto walked :: else fi;
#else
  if :: q < p -> q = p; w = s - 1; goto walk :: else fi;
#endif
#endif
  atomic { w = stamp[q % G];
    if :: q == 0 && w != 1 -> w = 0; goto walk :: else fi };
  goto record;
walk: skip;
  /* Record w ends at q, and that is not overrun, so far as we know. */
  atomic {
    if :: stamp[q % G] == w + 1 -> w = w + 1 :: else -> goto walked fi };
record: skip;
  atomic { n = length[q % G]; b = bytes[q % G] };
#if MODE == 3
  if :: n == 2 -> atomic { c = bytes[q % G + 1] } :: else fi;
#endif
  atomic { r = reserved;
    if :: r > q + G -> goto newest :: else -> assert(where[w % T] == q && size[w % T] == n); q = q + n; r = 0 fi };
#ifndef NEWESTONLY
  goto walk;
#endif
walked: skip;
  atomic { r = reserved; if :: r > q + G -> goto newest :: else -> r = 0 fi };
#if MODE == 1
  atomic { p = q; s = w + 1; assert(s > k); k = 0; n = 0; b = 0; q = 0; w = 0 };
#else
  /* Everything between was skipped; the last record's bytes are in our hands. */
  atomic {
    assert(!again || w >= s);                     /* what was seen to be there is read */
    again = 0;
    if :: w >= s -> assert(w <= published && b == w && (n == 1 || c == SECOND(w))); p = q; s = w + 1 :: else fi;
    q = 0; w = 0; n = 0; b = 0; c = 0; wanted = s };
endvalue:
  atomic { stamp[p % G] == s || OVERRUN(p) -> again = 1; goto newest };
#endif
#endif
#if MODE == 2
oldest:
  atomic { r = reserved; if :: r > G -> k = CHUNK(r - G + CH - 1) :: else -> k = 0 fi; w = 0; q = 0 };
  /* What chunks after latest's hold is not published. */
#ifndef BEYOND
  atomic { q = latest; if :: k > CHUNK(q) -> goto begin :: else fi };
#endif
  atomic { q = boundaries[k % ENTRIES];
    if :: CHUNK(q) != k -> goto oldest :: else fi };
begin: skip;
  atomic { w = stamp[q % G]; if :: q == 0 && w != 1 -> w = 1 :: else fi };
  atomic { r = reserved;
    if :: r > q + G -> goto oldest :: else fi;
    p = q; s = w; assert(s == 1 && p == 0 || where[s % T] == p && s <= published && published - s < T);
    q = 0; w = 0; k = 0; r = 0 };
#endif
look: skip;
  atomic { q = 0; w = 0; n = 0; b = 0; c = 0; r = 0; k = 0; again = 0; wanted = s;
           goto endlook };
  /* Nothing published is unreadable while it is retained. */
endlook:
  atomic {
    stamp[p % G] == s || OVERRUN(p) || s <= published ->
    assert(stamp[p % G] == s || OVERRUN(p));
    if :: stamp[p % G] == s -> skip
#ifndef LAPBLIND
       :: stamp[p % G] != s -> goto lapped
#endif
    fi };
#ifdef NOFENCE
  atomic { r = reserved };
#endif
  atomic { n = length[p % G]; b = bytes[p % G] };
  if :: n == 2 -> atomic { c = bytes[p % G + 1] } :: else fi;
  atomic {
#ifndef NOCHECK
#ifndef NOFENCE
    r = reserved;
#endif
    if :: r > p + G -> goto lapped :: else fi;
#endif
    ghostwhole(p, n, s, b, c); p = p + n; s = s + 1; goto look };

lapped: skip;
  /* Half a ring behind latest; if that is overrun again, latest itself; if that too, it returns. */
  atomic { w = 0; n = 0; b = 0; c = 0; q = latest };
  atomic {
    if :: again -> skip
       :: else -> k = (CHUNK(q) > HALF -> CHUNK(q) - HALF : 0); q = boundaries[k % ENTRIES];
          if :: CHUNK(q) != k -> q = 0; k = 0; again = 1; goto lapped :: else -> k = 0 fi
    fi };
  atomic { w = stamp[q % G] };
  atomic { r = reserved;
    if :: r > q + G && !again -> again = 1; goto lapped
       :: r > q + G && again -> again = 0; w = 0; goto endoverrun
       :: else -> again = 0; assert(q > p && w > s && w <= published && published - w < T && where[w % T] == q);
          p = q; s = w; goto look                     /* lost: w - s, exactly */
    fi };
endoverrun:
  atomic { latest != q || reserved != r -> goto lapped }
}

init {
  atomic { run Producer(); run Consumer() };
  /* Nothing can move: all was published, and read or counted as lost. */
  timeout -> assert(finished && wanted == published + 1)
}
