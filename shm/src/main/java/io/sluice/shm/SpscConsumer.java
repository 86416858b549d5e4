package io.sluice.shm;

/** The reading end of a ring laid out as {@link SpscLayout} says. */
class SpscConsumer extends RecordConsumer {
    private final int mask;
    private final int maxMsgLength;

    SpscConsumer(Memory memory, int capacity, String ring, Runnable giveUpRole) {
        super(memory, capacity, SpscLayout.ALIGNMENT, ring, giveUpRole);
        this.mask = capacity - 1;
        this.maxMsgLength = SpscLayout.maxMsgLength(capacity);
    }

    @Override
    long nextHeader() {
        long header = memory.getLongAcquire(index(position)); // PUBLISH
        if (header != 0 && !SpscLayout.isRecord(header, maxMsgLength)) {
            throw SpscLayout.corruptRecord(ring, position, header);
        }
        return header;
    }

    @Override
    int messageIndex() {
        return index(position) + SpscLayout.HEADER_LENGTH;
    }

    @Override
    void advance(int msgLength) {
        position += SpscLayout.recordLength(msgLength);
    }

    @Override
    void retreat(int msgLength) {
        position -= SpscLayout.recordLength(msgLength);
    }

    @Override
    int index(long bytePosition) {
        return SpscLayout.RECORDS + ((int) bytePosition & mask);
    }
}
