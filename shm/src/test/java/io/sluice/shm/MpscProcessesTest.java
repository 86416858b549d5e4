package io.sluice.shm;

/** One total order, over kills of whoever takes part. */
class MpscProcessesTest extends ManyProducersContract {
    MpscProcessesTest() {
        super(ManyProducersRing.Kind.MPSC);
    }
}
