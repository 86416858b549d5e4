package io.sluice.benchmarks;

import io.sluice.core.linux.NativeMemory;
import java.io.IOException;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An end of two arrays of slots in shared memory, each with a doorbell that tells of its messages.
 *
 * <p>What a doorbell told is that many messages to take before it must be asked again.
 */
final class SlotsChannel extends Channel {
    private final boolean poll;
    private final Teardown teardown;
    private final SlotConsumer consumer;
    private final SlotProducer producer;
    private final Doorbell filled; // of what this side receives
    private final Doorbell fills; // of what this side sends
    private final UnsafeBuffer outgoing;
    private long announced; // messages told of and not yet taken

    private SlotsChannel(Setup setup, SlotPair slots, Doorbell.Pair bells, Teardown teardown) {
        poll = setup.poll();
        this.teardown = teardown;
        outgoing = NativeMemory.allocate(setup.payload());
        consumer = new SlotConsumer(slots.in(), setup.payload());
        producer = new SlotProducer(slots.out(), setup.payload());
        filled = bells.filled();
        fills = bells.fills();
    }

    /** What opens an end with doorbells of one kind. */
    static KernelTransport.Opener with(Doorbell.Opener bells) {
        return (side, setup, teardown) -> {
            SlotPair slots = SlotPair.map(side, setup, teardown);
            Doorbell.Pair pair = bells.open(side, setup, slots, teardown);
            return new SlotsChannel(setup, slots, pair, teardown);
        };
    }

    @Override
    void send(long sequence) {
        outgoing.putLong(0, sequence);
        push(outgoing, 0);
    }

    @Override
    int receive(int limit) {
        int messages = ready(limit);
        if (messages == 0) {
            return 0;
        }
        for (int i = 0; i < messages; i++) {
            arrived(consumer.buffer().getLong(consumer.index(i)));
        }
        take(messages);
        return messages;
    }

    @Override
    int echo() {
        int messages = ready(1);
        if (messages == 1) {
            push(consumer.buffer(), consumer.index(0));
            take(1);
        }
        return messages;
    }

    @Override
    public void close() throws IOException {
        teardown.close();
    }

    private void push(DirectBuffer source, int index) {
        while (!producer.tryWrite(source, index)) {
            awaitRoom();
        }
        fills.add();
    }

    /** A doorbell tells of messages, not of room, so a blocking sender gives its CPU away. */
    private void awaitRoom() {
        if (poll) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** How many messages can be taken now, after asking the doorbell once if there was none. */
    private int ready(int limit) {
        if (announced == 0) {
            announced = filled.take();
        }
        int messages = (int) Math.min(limit, announced);
        consumer.require(messages);
        return messages;
    }

    private void take(int messages) {
        announced -= messages;
        consumer.free(messages);
    }
}
