package io.sluice.shm;

import static io.sluice.shm.GoldenSegment.check;
import static io.sluice.shm.GoldenSegment.echo;
import static io.sluice.shm.GoldenSegment.length;
import static io.sluice.shm.GoldenSegment.put;
import static io.sluice.shm.GoldenSegment.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.agrona.concurrent.MessageHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Segments stored by the first version are read without loss by this one, and gone on with; so are
 * those that this version leaves. {@link SpscLayoutTest} has the SPSC ring's. As layouts are frozen
 * the stored ones stay; before the first release they may be written anew:
 *
 * <pre>
 * mvn test -pl core,futex,shm -Dtest=GoldenSegmentTest#storedSegmentsAreWrittenAnew \
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dsluice.golden=write
 * </pre>
 */
@Timeout(60)
class GoldenSegmentTest {
    private static final String NAME = "GoldenSegmentTest-" + ProcessHandle.current().pid();

    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);

    /** Of the messages before the newest, by a ring of 1024 bytes. */
    private static final List<Integer> KEPT = IntStream.rangeClosed(88, 103).boxed().toList();

    private final SegmentOptions options = SegmentOptions.named(NAME);
    private final SegmentOptions fresh = SegmentOptions.named(NAME + "-fresh");
    private final List<Integer> read = new ArrayList<>();
    private final MessageHandler note = (type, b, i, l) -> read.add(check(type, b, i, l));

    /** Who wrote the segment. */
    private enum Writer {
        FIRST_VERSION,
        THIS_VERSION
    }

    @AfterEach
    void cleanUp() {
        Segment.unlink(options);
        Segment.unlink(fresh);
    }

    /** Gives the segment its name. */
    private void place(GoldenSegment segment, Writer writer) throws IOException {
        if (writer == Writer.THIS_VERSION) {
            segment.write(fresh, options.path());
        } else {
            GoldenFile.read(segment, options.path());
        }
        Files.setPosixFilePermissions(options.path(), PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    @EnabledIfSystemProperty(named = "sluice.golden", matches = "write")
    void storedSegmentsAreWrittenAnew() throws IOException {
        for (GoldenSegment segment : GoldenSegment.values()) {
            segment.write(fresh, options.path());
            GoldenFile.write(segment, options.path());
            cleanUp();
        }
    }

    @ParameterizedTest
    @EnumSource(Writer.class)
    void mpscRingLosesNothing(Writer writer) throws Exception {
        place(GoldenSegment.MPSC, writer);
        try (MpscRing ring = MpscRing.open(options);
                RingConsumer consumer = ring.consumer();
                RingProducer producer = ring.producer()) {
            assertEquals(4096, ring.capacity());
            put(producer, 97);
            while (read.size() < 4) {
                assertTrue(consumer.await(DEADLINE_NS), "the claim of the dead is not passed");
                consumer.read(note, 9);
            }
            assertEquals(List.of(93, 94, 96, 97), read);
            assertEquals(0, consumer.read(note, 9));
        }
    }

    @ParameterizedTest
    @EnumSource(Writer.class)
    void fanInRingLosesNothing(Writer writer) throws Exception {
        place(GoldenSegment.FAN_IN, writer);
        try (FanInRing ring = FanInRing.open(options);
                RingConsumer consumer = ring.consumer()) {
            assertEquals(1024, ring.capacity());
            assertEquals(3, ring.lanes());
            assertEquals(4, consumer.read(note, 99));
            assertEquals(List.of(101, 103, 102, 104), read);
            read.clear();
            for (int type = 107; type <= 109; type++) {
                put(ring.producer(), type);
            }
            assertEquals(3, consumer.read(note, 99));
            assertEquals(List.of(109, 107, 108), read);
        }
    }

    @ParameterizedTest
    @EnumSource(Writer.class)
    void broadcastRingLosesNothing(Writer writer) throws Exception {
        place(GoldenSegment.BROADCAST, writer);
        try (BroadcastRing ring = BroadcastRing.open(options);
                BroadcastConsumer latest = ring.consumer(Join.LATEST_VALUE);
                BroadcastConsumer oldest = ring.consumer(Join.OLDEST);
                BroadcastConsumer newest = ring.consumer(Join.NEWEST);
                RingProducer producer = ring.producer()) {
            assertEquals(1024, ring.capacity());
            latest.read(note, 9);
            put(producer, 106);
            latest.read(note, 9);
            newest.read(note, 9);
            assertEquals(List.of(103, 106, 106), read);
            read.clear();
            oldest.read(note, 99);
            assertEquals(KEPT, read.subList(0, KEPT.size()));
            assertEquals(List.of(106), read.subList(KEPT.size(), read.size()));
            assertEquals(0, latest.lost() + oldest.lost() + newest.lost());
        }
    }

    @ParameterizedTest
    @EnumSource(Writer.class)
    void gatedRingLosesNothing(Writer writer) throws Exception {
        place(GoldenSegment.GATED, writer);
        try (GatedRing ring = GatedRing.open(options);
                RingConsumer oldest = ring.consumer(Join.OLDEST);
                RingProducer producer = ring.producer()) {
            assertEquals(1024, ring.capacity());
            oldest.read(note, 99);
            assertEquals(KEPT, read);
            read.clear();
            List<Integer> written = new ArrayList<>();
            for (int type = 106; type < 206; type++) { // past the gates of the dead
                assertTrue(producer.awaitRoom(length(type), DEADLINE_NS), "before " + type);
                put(producer, type);
                written.add(type);
                oldest.read(note, 9);
            }
            assertEquals(written, read);
        }
    }

    @ParameterizedTest
    @EnumSource(Writer.class)
    void channelServesWhatIsAskedAnew(Writer writer) throws Exception {
        place(GoldenSegment.REQUEST_RESPONSE, writer);
        try (RequestChannel channel = RequestChannel.open(options);
                RequestServer server = channel.server();
                RequestClient client = channel.client()) {
            long correlation = send(client, 105);
            assertEquals(53 * 64 + 1, correlation, "after 52 of slot 1");
            assertEquals(
                    1, server.serve(echo(server), 9), "what was sent to the one before is not");
            client.poll((type, b, i, l, c) -> read.add(check(type, b, i, l)), 9);
            assertEquals(List.of(105), read);
        }
    }

    @ParameterizedTest
    @EnumSource(Writer.class)
    void channelHasItsRequestsAndResponses(Writer writer) throws Exception {
        place(GoldenSegment.REQUEST_RESPONSE, writer);
        SegmentShape any = SegmentShape.anyCapacity(SegmentKind.REQUEST_RESPONSE);
        try (Segment segment = Segment.open(options, any);
                RequestChannel channel = RequestChannel.open(options)) {
            RequestLayout layout = new RequestLayout(2, 4096, 1024);
            Memory memory = new Memory(segment.buffer());
            RequestMemory lanes = new RequestMemory(memory, layout, NAME);
            for (int slot = 1; slot <= 2; slot++) {
                ResponseConsumer responses = new ResponseConsumer(lanes, slot);
                responses.want(0, Long.MAX_VALUE);
                int header = RequestLayout.RESPONSE_HEADER;
                responses.read(
                        (type, b, i, l) -> note.onMessage(type, b, i + header, l - header), 9);
            }
            assertEquals(List.of(101, 102), read);
            assertEquals(1, memory.getLongAcquire(RequestLayout.LIFE));
            memory.putLong(RequestLayout.LIFE, 0); // so that the next server has this life again
            read.clear();
            channel.server().serve((type, b, i, l, token) -> read.add(check(type, b, i, l)), 9);
            assertEquals(List.of(103, 104), read);
        }
    }
}
