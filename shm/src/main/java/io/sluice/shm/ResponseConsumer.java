package io.sluice.shm;

/** The reading end of a lane: passes by what is nobody's. {@link RequestLayout} has the layout. */
final class ResponseConsumer extends SpscConsumer {
    private long from; // by the client: correlations of which responses are wanted
    private long last;

    ResponseConsumer(RequestMemory channel, int slot) {
        super(
                channel.lane(slot),
                channel.layout().responseCapacity(),
                "lane " + slot + " of " + channel.name(),
                () -> {});
    }

    /** From now on hands over responses to requests from one correlation to another. */
    void want(long first, long lastOne) {
        from = first;
        last = lastOne;
    }

    /** Frees the room of what lies there and is nobody's. */
    void passBy() {
        long unused = nextHeader();
        release();
    }

    @Override
    long nextHeader() {
        long start = position;
        do {
            long header = super.nextHeader();
            if (header == NO_RECORD) {
                return NO_RECORD;
            }
            int length = SpscLayout.length(header);
            if (length < RequestLayout.RESPONSE_HEADER) {
                throw SpscLayout.corruptRecord(ring, position, header);
            }
            long correlation = memory.getLong(messageIndex());
            if (correlation >= from && correlation <= last) {
                return header;
            }
            advance(length);
        } while (position - start < capacity); // or a peer could keep us here
        return NO_RECORD;
    }
}
