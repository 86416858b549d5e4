package io.sluice.benchmarks;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;

/** Stands before a checker, and makes one message wrong. */
final class SoakBrokenHandler implements MessageHandler {
    private static final int SENDER_LENGTH = Integer.BYTES;

    private final MessageHandler checker;
    private final SoakBreak.Fault fault;
    private final UnsafeBuffer copy = new UnsafeBuffer(new byte[SoakMessage.LONGEST]);
    private long left; // messages before the one that it makes wrong
    private int held; // the length of the copy that is to come later, or 0

    /**
     * Before a checker.
     *
     * @param after how many messages are right
     */
    SoakBrokenHandler(MessageHandler checker, SoakBreak.Fault fault, long after) {
        this.checker = checker;
        this.fault = fault;
        this.left = after;
    }

    @Override
    public void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        if (left-- != 0) {
            checker.onMessage(type, buffer, index, length);
            if (held > 0 && buffer.getInt(index) == copy.getInt(0)) {
                int late = held;
                held = 0;
                checker.onMessage(type, copy, 0, late);
            }
            return;
        }
        copy.putBytes(0, buffer, index, length);
        switch (fault) {
            case ALTER -> {
                copy.putByte(length - 1, (byte) ~copy.getByte(length - 1));
                checker.onMessage(type, copy, 0, length);
            }
            case REPEAT -> {
                checker.onMessage(type, copy, 0, length);
                checker.onMessage(type, copy, 0, length);
            }
            case REORDER -> held = Math.max(SENDER_LENGTH, length);
            default -> {
                // lost
            }
        }
    }
}
