/**
 * jcstress on the shipped classes, one class or more for each ordering edge.
 *
 * <p>Every class has two actors, so that it runs on two CPUs. x86 reorders a store with a later
 * load only: a fence left out of SLEEP or GATE shows there, a plain store in place of a release
 * store on aarch64 alone, and steps in the wrong order everywhere.
 *
 * <pre>
 * layout     edge       classes
 * Segment    LINK       SegmentLink
 *            ROLE       SegmentRole; what the record says is a race, of which only people know
 * Spsc       PUBLISH    SpscPublish, SpscBatch
 *            RELEASE    SpscRelease
 *            SLEEP      SpscSleep, SpscRoom; of many sleepers SleepOfTwo
 *            SLEPT      none: seen late, a sleep lasts longer, and nothing is wrong
 *            WAITS      none: a hint
 *            OWN        SpscOwn
 *            TICKET     SpscTicket
 *            BEAT       none: any value the consumer ever set is right
 * Mpsc       CLAIM      MpscClaim
 *            TAIL       MpscTail
 *            PUBLISH    MpscPublish, MpscBatch
 *            RELEASE    MpscRelease
 *            DEATH      MpscDeath
 *            SLOT       MpscSlot
 *            PART       MpscPart
 *            SLEEP      MpscSleep; of producers, SleepOfTwo
 *            others     as Spsc, by the same code
 * FanIn      LANE       FanInLane, FanInSleep
 *            SLEEP      FanInSleep
 *            others     as Spsc, by the same code
 * Broadcast  PUBLISH    BroadcastPublish, BroadcastBatch
 *            RESERVE    BroadcastReserve
 *            NEWEST     BroadcastNewest, BroadcastLatestValue
 *            GATE       GatedGate
 *            RELEASE    GatedRelease
 *            EVICT      GatedEvict
 *            SLEEP      BroadcastSleep, GatedRoom
 *            SLEPT      as Spsc
 * Request    LIFE       RequestLife
 *            COUNT      RequestCount
 *            FROM       RequestFrom
 * Futex      SLEEP      FutexSleep
 *            CHANGE     MutexHandOver
 *            INTERRUPT  FutexInterrupt
 * SpinLock   UNLOCK     SpinUnlock, SpinHold
 * TicketLock SERVE      TicketServe
 *            TICKET     TicketTake
 * SeqLock    BEGIN      SeqBegin, SeqRead
 *            END        SeqEnd, SeqRead
 * Mutex      LOCK       MutexLock, MutexHandOver
 *            SLEEP      MutexSleep
 * Robust-    LOCK       RobustLock, RobustHandOver
 *  Mutex     SLEEP      RobustSleep
 *            MADE       RobustMade
 * PiMutex    LOCK       PiLock, PiHandOver
 * CondVar    SLEEP      CondVarSignal, CondVarSignalAll
 * Semaphore  POST       SemaphorePost
 *            SLEEP      SemaphoreSleep
 * ReadWrite- LOCK       ReadWriteExclude, ReadWriteHandOver, ReadWriteLeave
 *     Mutex  SLEEP      ReadWriteSleep, ReadWriteDrain, ReadWriteGiveUp
 * EventCount SLEEP      EventCountSignal, EventCountSignalAll
 * Latch      OPEN       LatchCount, LatchOpen
 *            SLEEP      LatchSleep
 * Barrier    TRIP       BarrierTrip
 *            SLEEP      BarrierSleep, BarrierReset
 * Named      RECORD     RecordRead
 * </pre>
 */
package io.sluice.stress;
