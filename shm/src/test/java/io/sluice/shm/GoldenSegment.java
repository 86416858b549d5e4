package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Segments as a process leaves them that is killed: beyond their first lap, some of the messages
 * read, and with what it had begun. A message of a type has as many bytes as {@link #length} says,
 * each of them the type.
 */
enum GoldenSegment {
    MPSC {
        @Override
        void write(SegmentOptions options, Path copy) throws IOException {
            try (MpscRing ring = MpscRing.create(options, 4096);
                    RingConsumer consumer = ring.consumer()) {
                RingProducer first = ring.producer();
                RingProducer second = ring.producer();
                for (int type = 1; type <= 90; type++) {
                    put(type % 2 == 0 ? first : second, type);
                    assertEquals(1, consumer.read(IGNORE, 9));
                }
                assertEquals(0, consumer.read(IGNORE, 9));
                assertTrue(first.tryStartBatch(200));
                put(first, 91);
                put(first, 92);
                put(first, 93);
                first.publishBatch();
                assertEquals(2, consumer.controlledRead((t, b, i, l) -> Action.COMMIT, 2));
                second.abort(second.tryClaim(94, length(94)));
                put(first, 94);
                assertTrue(second.tryClaim(95, length(95)) > 0);
                put(first, 96);
                Files.copy(options.path(), copy);
            }
        }
    },

    FAN_IN {
        @Override
        void write(SegmentOptions options, Path copy) throws IOException {
            try (FanInRing ring = FanInRing.create(options, 3, 1024);
                    RingConsumer consumer = ring.consumer()) {
                RingProducer first = ring.producer();
                RingProducer second = ring.producer();
                for (int type = 1; type <= 100; type++) {
                    put(type % 2 == 0 ? first : second, type);
                    assertEquals(1, consumer.read(IGNORE, 9));
                }
                assertEquals(0, consumer.read(IGNORE, 9));
                put(first, 101);
                put(second, 102);
                put(first, 103);
                put(second, 104);
                assertTrue(first.tryClaim(105, length(105)) > 0);
                assertTrue(second.tryStartBatch(100));
                put(second, 106);
                Files.copy(options.path(), copy);
            }
        }
    },

    BROADCAST {
        @Override
        void write(SegmentOptions options, Path copy) throws IOException {
            try (BroadcastRing ring = BroadcastRing.create(options, 1024);
                    RingProducer producer = ring.producer()) {
                for (int type = 1; type <= 100; type++) {
                    put(producer, type);
                }
                leaveBatches(producer);
                Files.copy(options.path(), copy);
            }
        }
    },

    GATED {
        @Override
        void write(SegmentOptions options, Path copy) throws IOException {
            try (GatedRing ring = GatedRing.create(options, 1024);
                    RingProducer producer = ring.producer();
                    RingConsumer quick = ring.consumer(Join.OLDEST);
                    RingConsumer slow = ring.consumer(Join.OLDEST)) {
                for (int type = 1; type <= 100; type++) {
                    put(producer, type);
                    assertEquals(1, quick.read(IGNORE, 9));
                    assertEquals(1, slow.read(IGNORE, 9));
                }
                leaveBatches(producer);
                assertEquals(2, quick.controlledRead((t, b, i, l) -> Action.COMMIT, 2));
                Files.copy(options.path(), copy);
            }
        }
    },

    REQUEST_RESPONSE {
        @Override
        void write(SegmentOptions options, Path copy) throws IOException {
            try (RequestChannel channel = RequestChannel.create(options, 2, 4096, 1024)) {
                RequestServer server = channel.server();
                RequestClient first = channel.client();
                RequestClient second = channel.client();
                for (int type = 1; type <= 100; type++) {
                    assertTrue(send(type % 2 == 0 ? first : second, type) > 0);
                    assertEquals(1, server.serve(echo(server), 9));
                    assertEquals(1, first.poll(DROP, 9) + second.poll(DROP, 9));
                }
                assertEquals(0, first.poll(DROP, 9) + second.poll(DROP, 9));
                assertTrue(send(first, 101) > 0);
                assertTrue(send(second, 102) > 0);
                assertEquals(2, server.serve(echo(server), 9));
                assertEquals(0, server.serve(echo(server), 9));
                assertTrue(send(second, 103) > 0);
                assertTrue(send(first, 104) > 0);
                Files.copy(options.path(), copy);
            }
        }
    };

    private static final MessageHandler IGNORE = (type, buffer, index, length) -> {};
    private static final ResponseHandler DROP = (type, buffer, index, length, correlation) -> {};

    /** Writes the segment under the options' name, and a copy of it before its ends are closed. */
    abstract void write(SegmentOptions options, Path copy) throws IOException;

    static int length(int type) {
        return type % 50;
    }

    /** The bytes of a message. */
    static UnsafeBuffer message(int type) {
        UnsafeBuffer message = new UnsafeBuffer(new byte[length(type)]);
        message.setMemory(0, message.capacity(), (byte) type);
        return message;
    }

    static void put(RingProducer producer, int type) {
        assertTrue(producer.write(type, message(type), 0, length(type)), "type " + type);
    }

    static long send(RequestClient client, int type) {
        return client.send(type, message(type), 0, length(type));
    }

    /** Answers with what it was asked. */
    static RequestHandler echo(RequestServer server) {
        return (type, buffer, index, length, token) ->
                assertEquals(
                        RequestServer.Delivery.SENT,
                        server.reply(token, type, buffer, index, length));
    }

    /** Checks one that was read. */
    static int check(int type, DirectBuffer buffer, int index, int length) {
        UnsafeBuffer found = new UnsafeBuffer(new byte[length]);
        buffer.getBytes(index, found, 0, length);
        assertEquals(message(type), found);
        return type;
    }

    /** One of three that is there, and one of two that nobody will publish. */
    private static void leaveBatches(RingProducer producer) {
        assertTrue(producer.tryStartBatch(100));
        put(producer, 101);
        put(producer, 102);
        put(producer, 103);
        producer.publishBatch();
        assertTrue(producer.tryStartBatch(100));
        put(producer, 104);
        put(producer, 105);
    }
}
