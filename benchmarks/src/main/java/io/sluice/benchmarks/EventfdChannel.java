package io.sluice.benchmarks;

import io.sluice.core.AgronaAccess;
import io.sluice.core.linux.Errno;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.LinuxFile;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An end of two arrays of slots in shared memory, each with an eventfd that counts its messages.
 *
 * <p>What was read from an eventfd is that many messages to take before it must be read again.
 *
 * <p>Source: eventfd(2), mmap(2).
 */
final class EventfdChannel extends Channel {
    private final boolean poll;
    private final Teardown teardown;
    private final SlotConsumer consumer;
    private final SlotProducer producer;
    private final Eventfd filled; // counts what this side receives
    private final Eventfd fills; // counts what this side sends
    private final UnsafeBuffer outgoing;
    private long announced; // messages counted by the eventfd and not yet taken

    EventfdChannel(Side side, Setup setup, Teardown teardown) throws IOException {
        AgronaAccess.ensureOpen();
        poll = setup.poll();
        this.teardown = teardown;
        int payload = setup.payload();
        outgoing = NativeMemory.allocate(payload);
        UnsafeBuffer[] directions = map(side, setup, teardown);
        consumer = new SlotConsumer(directions[side == Side.FIRST ? 0 : 1], payload);
        producer = new SlotProducer(directions[side == Side.FIRST ? 1 : 0], payload);
        Notice notice = Notice.in(setup, "eventfd.descriptors");
        if (side == Side.FIRST) {
            filled = Eventfd.create(poll, teardown);
            fills = Eventfd.create(poll, teardown);
            notice.leave(
                    teardown,
                    ProcessHandle.current().pid(),
                    filled.descriptor(),
                    fills.descriptor());
        } else {
            long[] numbers = notice.read();
            long pidfd = openProcess(numbers[0], teardown);
            fills = Eventfd.obtain(pidfd, numbers[1], teardown);
            filled = Eventfd.obtain(pidfd, numbers[2], teardown);
        }
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

    /** An eventfd tells of messages, not of room, so a blocking sender gives its CPU away. */
    private void awaitRoom() {
        if (poll) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** How many messages can be taken now, after one read of the eventfd if there was none. */
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

    /** Maps the direction to the first side and that to the second. */
    private static UnsafeBuffer[] map(Side side, Setup setup, Teardown teardown)
            throws IOException {
        Path file = setup.directory().resolve("eventfd.slots");
        int length = SlotLayout.length(setup.payload());
        if (side == Side.FIRST) {
            Files.createFile(file);
            teardown.delete(file);
            try (LinuxFile opened = LinuxFile.open(file.toString(), LinuxFile.O_RDWR, 0)) {
                // Without it a full file system shows at the first touch of a page, as SIGBUS.
                opened.allocate(2L * length);
            }
        }
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, 2L * length);
            return new UnsafeBuffer[] {
                new UnsafeBuffer(mapped, 0, length), new UnsafeBuffer(mapped, length, length)
            };
        }
    }

    private static long openProcess(long pid, Teardown teardown) {
        long pidfd = Kernel.call(SystemCall.PIDFD_OPEN, pid, 0, 0);
        CallResult.check(pidfd, "pidfd_open(" + pid + ")", Errno.ENOSYS, "The row needs Linux 5.6");
        teardown.closeDescriptor((int) pidfd);
        return pidfd;
    }
}
