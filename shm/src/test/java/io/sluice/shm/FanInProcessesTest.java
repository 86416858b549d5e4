package io.sluice.shm;

/** As many lanes as producers: who replaces a dead one has to take its lane. */
class FanInProcessesTest extends ManyProducersContract {
    FanInProcessesTest() {
        super(ManyProducersRing.Kind.FAN_IN);
    }
}
