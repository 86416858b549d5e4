package io.sluice.futex;

import io.sluice.core.linux.NativeMemory;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A word for each thread that {@link Thread#interrupt} sets and wakes while the thread sleeps, so
 * that it can sleep on this word beside the others.
 *
 * <pre>
 * edge       from                          to                            so that
 * INTERRUPT  interrupter: status set,      sleeper: word still 0,        an interrupt from enter() on
 *            word set, wake                asleep                        ends the sleep or prevents it
 *                                                                        (RACE: in JDKs before 22 one
 *                                                                        that is half-way at enter()
 *                                                                        sets the status only)
 * </pre>
 *
 * <p>Source: {@link AbstractSelector#begin}, the hook for exactly this; between begin and end the
 * interrupting thread calls {@link #wakeup}.
 */
final class Interruption extends AbstractSelector {
    private static final ThreadLocal<Interruption> CURRENT =
            ThreadLocal.withInitial(Interruption::new);

    private final UnsafeBuffer word = NativeMemory.allocate(Integer.BYTES);

    private Interruption() {
        super(null);
    }

    static Interruption ofCurrentThread() {
        return CURRENT.get();
    }

    /** The word, 0 until an interrupt. */
    UnsafeBuffer word() {
        return word;
    }

    /** From now on an interrupt sets the word; one that came before has set it. */
    void enter() {
        begin();
    }

    /** From now on it does not. */
    void leave() {
        end();
        word.putIntRelease(0, 0); // INTERRUPT
    }

    @Override
    public Selector wakeup() {
        word.putIntVolatile(0, 1); // INTERRUPT
        Futex.wake(word, 0, 1);
        return this;
    }

    @Override
    protected void implCloseSelector() {}

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SelectionKey> keys() {
        return Set.of();
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        return Set.of();
    }

    @Override
    public int selectNow() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select(long timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select() {
        throw new UnsupportedOperationException();
    }
}
