package io.sluice.benchmarks;

import java.io.IOException;
import org.HdrHistogram.Histogram;

/** The inner loops of the kit. */
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
     * Sends {@code count} messages and takes these and as many of the other side's: a burst sent,
     * as far as there is room, then twice as many taken, as far as they are there.
     *
     * @return nanoseconds for all of them, at the rate of arrival from the first of the other
     *     side's until one of the two sides had no more to send
     */
    long sendAndReceive(Channel channel, long count) throws IOException;

    /**
     * A copy of the loops for one channel alone, compiled by the JIT as if there were no other: the
     * calls in a loop shared by all channels would be dispatched through a table, which costs more
     * than the fastest of them take.
     */
    static Loop forOneChannel() {
        return ChannelLoop.define();
    }
}
