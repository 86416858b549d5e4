package io.sluice.shm;

import java.util.List;
import java.util.Optional;

/** A ring of many producers, of either kind, for programs that run over both. */
interface ManyProducersRing extends AutoCloseable {
    RingProducer producer();

    RingConsumer consumer();

    List<RoleHolder> producers();

    Optional<RoleHolder> consumerHolder();

    /** What a person wants to know about a ring that is stuck. */
    String state();

    @Override
    void close();

    /** Which ring. */
    enum Kind {
        MPSC {
            @Override
            ManyProducersRing create(SegmentOptions options, int producers, int capacity) {
                return new Mpsc(MpscRing.create(options, capacity));
            }

            @Override
            ManyProducersRing open(SegmentOptions options) {
                return new Mpsc(MpscRing.open(options));
            }
        },
        FAN_IN {
            @Override
            ManyProducersRing create(SegmentOptions options, int producers, int capacity) {
                return new FanIn(FanInRing.create(options, producers, capacity));
            }

            @Override
            ManyProducersRing open(SegmentOptions options) {
                return new FanIn(FanInRing.open(options));
            }
        };

        /** For that many producers, where they must be counted. */
        abstract ManyProducersRing create(SegmentOptions options, int producers, int capacity);

        abstract ManyProducersRing open(SegmentOptions options);
    }

    /** One total order. */
    record Mpsc(MpscRing ring) implements ManyProducersRing {
        @Override
        public RingProducer producer() {
            return ring.producer();
        }

        @Override
        public RingConsumer consumer() {
            return ring.consumer();
        }

        @Override
        public List<RoleHolder> producers() {
            return ring.producers();
        }

        @Override
        public Optional<RoleHolder> consumerHolder() {
            return ring.consumerHolder();
        }

        @Override
        public String state() {
            return "open claim " + ring.openClaim();
        }

        @Override
        public void close() {
            ring.close();
        }
    }

    /** A lane for each producer. */
    record FanIn(FanInRing ring) implements ManyProducersRing {
        @Override
        public RingProducer producer() {
            return ring.producer();
        }

        @Override
        public RingConsumer consumer() {
            return ring.consumer();
        }

        @Override
        public List<RoleHolder> producers() {
            return ring.producers();
        }

        @Override
        public Optional<RoleHolder> consumerHolder() {
            return ring.consumerHolder();
        }

        @Override
        public String state() {
            return "producers " + ring.producers();
        }

        @Override
        public void close() {
            ring.close();
        }
    }
}
