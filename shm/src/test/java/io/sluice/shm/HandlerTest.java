package io.sluice.shm;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/** {@link HandlerContract} of every ring. */
@Timeout(60)
class HandlerTest {
    @Nested
    class Spsc extends HandlerContract {
        @Override
        Ends create() {
            SpscRing ring = SpscRing.create(options, CAPACITY);
            return new Ends(ring, ring.producer(), ring.consumer());
        }

        @Override
        SegmentKind kind() {
            return SegmentKind.SPSC_RING;
        }
    }

    @Nested
    class Mpsc extends HandlerContract {
        @Override
        Ends create() {
            MpscRing ring = MpscRing.create(options, CAPACITY);
            return new Ends(ring, ring.producer(), ring.consumer());
        }

        @Override
        SegmentKind kind() {
            return SegmentKind.MPSC_RING;
        }
    }

    @Nested
    class FanIn extends HandlerContract {
        @Override
        Ends create() {
            FanInRing ring = FanInRing.create(options, 2, CAPACITY);
            return new Ends(ring, ring.producer(), ring.consumer());
        }

        @Override
        SegmentKind kind() {
            return SegmentKind.FAN_IN_RING;
        }
    }

    @Nested
    class Lossy extends HandlerContract {
        @Override
        Ends create() {
            BroadcastRing ring = BroadcastRing.create(options, CAPACITY);
            return new Ends(ring, ring.producer(), ring.consumer(Join.NEWEST));
        }

        @Override
        SegmentKind kind() {
            return SegmentKind.BROADCAST_RING;
        }

        @Override
        int sleeping() {
            return BroadcastLayout.SLEEPING;
        }
    }

    @Nested
    class Gated extends HandlerContract {
        @Override
        Ends create() {
            GatedRing ring = GatedRing.create(options, CAPACITY);
            return new Ends(ring, ring.producer(), ring.consumer());
        }

        @Override
        SegmentKind kind() {
            return SegmentKind.GATED_RING;
        }

        @Override
        int sleeping() {
            return BroadcastLayout.SLEEPING;
        }
    }
}
