package io.sluice.benchmarks;

import java.io.IOException;
import org.HdrHistogram.Histogram;

/** The four inner loops of the kit. */
interface Loop {
    /** Sends a message and waits for its echo, {@code count} times. */
    void ping(Channel channel, long count) throws IOException;

    /** As {@link #ping(Channel, long)}, recording each round trip in nanoseconds. */
    void ping(Channel channel, long count, Histogram histogram) throws IOException;

    /** Sends back {@code count} messages. */
    void echo(Channel channel, long count) throws IOException;

    /** Sends {@code count} messages. */
    void send(Channel channel, long count) throws IOException;

    /**
     * Takes {@code count} messages.
     *
     * @return nanoseconds from the first arrival to the last
     */
    long receive(Channel channel, long count) throws IOException;

    /**
     * A copy of the loops for one channel alone, compiled by the JIT as if there were no other: the
     * calls in a loop shared by all channels would be dispatched through a table, which costs more
     * than the fastest of them take.
     */
    static Loop forOneChannel() {
        return ChannelLoop.define();
    }
}
