package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.core.AgronaAccess;
import java.nio.ByteBuffer;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random bytes over a request channel: one clear exception, no hang, no byte outside. */
@Timeout(300)
class RequestFuzzTest {
    private static final int SEEDS = 10_000;
    private static final int GUARD = 4096;
    private static final long PATTERN = 0x5aa5_5aa5_5aa5_5aa5L;
    private static final RequestLayout LAYOUT = new RequestLayout(2, 4096, 256);

    static {
        AgronaAccess.ensureOpen();
    }

    private final int length = (int) LAYOUT.shape().fileLength();
    private final int requests = MpscLayout.records(4096);
    private final UnsafeBuffer all = new UnsafeBuffer(ByteBuffer.allocateDirect(length + GUARD));
    private final UnsafeBuffer bytes = new UnsafeBuffer(all, 0, length);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[512]);

    private Random random;
    private int corruptions;
    private ChannelServer server;
    private final ChannelClient[] clients = new ChannelClient[2];

    @Test
    void randomBytesAreRefusedOrReadAndNothingElseHappens() {
        for (int seed = 0; seed < SEEDS; seed++) {
            random = new Random(seed);
            all.setMemory(0, length, (byte) 0);
            for (int i = length; i < length + GUARD; i += Long.BYTES) {
                all.putLong(i, PATTERN);
            }
            attach();
            exercise();
            scribble();
            exercise();
            try {
                attach();
                exercise();
            } catch (CorruptSegmentException e) {
                corruption(e);
            }
            for (int i = length; i < length + GUARD; i += Long.BYTES) {
                assertTrue(all.getLong(i) == PATTERN, "seed " + seed + " wrote beyond the segment");
            }
        }
        assertTrue(corruptions > SEEDS / 2, "corruption was seen only " + corruptions + " times");
    }

    private void attach() {
        RequestMemory memory = new RequestMemory(new Memory(bytes), LAYOUT, "fuzzed");
        server = new ChannelServer(memory, slot -> random.nextBoolean(), () -> {});
        for (int i = 0; i < 2; i++) {
            clients[i] = new ChannelClient(memory, i + 1, random::nextBoolean, () -> {});
        }
    }

    private void scribble() {
        int lane = LAYOUT.lane(1 + random.nextInt(2));
        switch (random.nextInt(6)) {
            case 0 -> bytes.putLong(RequestLayout.LIFE, random.nextLong());
            case 1 -> bytes.putLong(lane + RequestLayout.LANE_COUNT, random.nextLong());
            case 2 -> bytes.putLong(lane + RequestLayout.LANE_FROM, random.nextLong());
            case 3 -> bytes.putLong(lane + SpscLayout.HEAD, random.nextInt(4096) - 1024 & -8);
            case 4 -> scribbleLane(lane);
            default -> scribbleRequests();
        }
        bytes.putInt(lane + SpscLayout.SLEEPING, random.nextInt());
        bytes.putInt(lane + SpscLayout.SLEPT, random.nextInt(2));
    }

    /** Plausible requests and responses, so that some of them are believed. */
    private void scribbleRequests() {
        long key = MpscLayout.key(bytes.getLong(SegmentLayout.NONCE));
        for (int i = 0; i < 4096; i += MpscLayout.GRANULE) {
            int index = requests + i;
            bytes.putLong(index, MpscLayout.stamp(i, key));
            bytes.putLong(index + 8, SpscLayout.header(random.nextInt(4), random.nextInt(60)));
            bytes.putLong(index + 16, correlation());
            bytes.putLong(index + 24, random.nextInt(4));
        }
    }

    private void scribbleLane(int lane) {
        for (int i = SpscLayout.RECORDS; i < SpscLayout.RECORDS + 288; i += 8) {
            boolean header = random.nextInt(3) == 0;
            bytes.putLong(
                    lane + i,
                    header
                            ? SpscLayout.header(random.nextInt(3), random.nextInt(40))
                            : correlation());
        }
    }

    private long correlation() {
        return random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(1024);
    }

    private void exercise() {
        for (int i = 0; i < 30; i++) {
            try {
                step(clients[random.nextInt(2)]);
            } catch (CorruptSegmentException e) {
                corruption(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private void step(ChannelClient client) throws InterruptedException {
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                int sent = random.nextInt(client.maxMsgLength() + 1);
                boolean unused = client.isLost(client.send(1, message, 0, sent));
            }
            case 2 -> server.serve(this::serve, 5);
            case 3 -> {
                RequestClient.Outcome unused =
                        client.call(1, message, 0, 8, this::touchResponse, random.nextInt(2));
            }
            case 4 -> {
                boolean unused = server.await(0, random.nextInt(2)) || client.await(0, 0);
            }
            default ->
                    client.poll(
                            (type, buffer, at, count, of) -> touchResponse(type, buffer, at, count),
                            5);
        }
    }

    private void serve(int type, DirectBuffer buffer, int index, int count, long token) {
        assertTrue(count >= 0 && count <= 4096 / 8, "length " + count);
        assertTrue(index >= requests && index + count <= LAYOUT.lane(1), "index " + index);
        int answer = Math.min(count, server.maxMsgLength());
        RequestServer.Delivery unused = server.reply(token, type, buffer, index, answer);
    }

    private void touchResponse(int type, DirectBuffer buffer, int index, int count) {
        assertTrue(count >= 0 && count <= 256 / 8, "length " + count);
        assertTrue(
                index >= SpscLayout.RECORDS && index + count <= LAYOUT.laneLength(),
                "index " + index);
    }

    private void corruption(CorruptSegmentException e) {
        assertTrue(e.getMessage().contains("fuzzed is corrupt: "), e.getMessage());
        corruptions++;
    }
}
