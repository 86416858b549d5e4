package io.sluice.benchmarks;

import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * One end of a connection, and the inner loops of the kit that run on it.
 *
 * <p>Public because {@link OwnClasses} makes the classes behind it strangers to those in front.
 */
public interface Loop extends AutoCloseable {
    /** Completes the first side's end once the second side has opened its own. */
    void accept() throws IOException;

    /** Sends a message and waits for its echo, {@code count} times. */
    void ping(long count) throws IOException;

    /** As {@link #ping(long)}, recording each round trip in nanoseconds. */
    void ping(long count, Histogram histogram) throws IOException;

    /** Sends back {@code count} messages. */
    void echo(long count) throws IOException;

    /** Sends {@code count} messages. */
    void send(long count) throws IOException;

    /**
     * Takes {@code count} messages.
     *
     * @return nanoseconds from the first arrival to the last
     */
    long receive(long count) throws IOException;

    /** Sends {@code count} messages, each at its time, or as soon after it as there is room. */
    void send(long count, Pace pace) throws IOException;

    /**
     * Takes {@code count} messages, and records how many nanoseconds after its time each was taken.
     */
    void receive(long count, Pace pace, Histogram histogram) throws IOException;

    /**
     * Sends {@code count} messages and takes these and as many of the other side's: a burst sent,
     * as far as there is room, then twice as many taken, as far as they are there.
     *
     * @return nanoseconds for all of them, at the rate of arrival from the first of the other
     *     side's until one of the two sides had no more to send
     */
    long sendAndReceive(long count) throws IOException;

    /** Closes the end. */
    @Override
    void close() throws IOException;
}
