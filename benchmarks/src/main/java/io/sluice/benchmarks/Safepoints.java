package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often this JVM has stopped all its threads, and for how long.
 *
 * <p>Source: the counters that HotSpot keeps in a file for jstat(1), layout 2.0: a prologue of 32
 * bytes, then entries that each begin with their length.
 */
record Safepoints(long count, long ns) {
    private static final int MAGIC = 0xcafec0c0;
    private static final int MAJOR = 2;
    private static final int BYTE_ORDER = 4;
    private static final int VERSION = 5;
    private static final int FIRST_ENTRY = 24;
    private static final int ENTRIES = 28;
    private static final int NAME = 4;
    private static final int TYPE = 12;
    private static final int VALUE = 16;
    private static final byte LONG = 'J';

    /** So far, or nothing where the JVM keeps no such file. */
    static Optional<Safepoints> read() {
        Path file =
                Path.of(
                        "/tmp/hsperfdata_" + System.getProperty("user.name"),
                        Long.toString(ProcessHandle.current().pid()));
        try {
            return parse(ByteBuffer.wrap(Files.readAllBytes(file)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** From the file's bytes, or nothing if they are of another layout. */
    static Optional<Safepoints> parse(ByteBuffer bytes) {
        try {
            if (bytes.order(ByteOrder.BIG_ENDIAN).getInt(0) != MAGIC
                    || bytes.get(VERSION) != MAJOR) {
                return Optional.empty();
            }
            bytes.order(
                    bytes.get(BYTE_ORDER) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            Map<String, Long> longs = longs(bytes);
            Long count = longs.get("sun.rt.safepoints");
            Long ticks = longs.get("sun.rt.safepointTime");
            Long frequency = longs.get("sun.os.hrt.frequency");
            if (count == null || ticks == null || frequency == null || frequency <= 0) {
                return Optional.empty();
            }
            return Optional.of(new Safepoints(count, (long) (ticks * 1e9 / frequency)));
        } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    /** What came after those. */
    Safepoints since(Safepoints before) {
        return new Safepoints(count - before.count, ns - before.ns);
    }

    private static Map<String, Long> longs(ByteBuffer bytes) {
        Map<String, Long> longs = new HashMap<>();
        int entry = bytes.getInt(FIRST_ENTRY);
        for (int i = 0; i < bytes.getInt(ENTRIES); i++) {
            if (bytes.get(entry + TYPE) == LONG) {
                int value = entry + bytes.getInt(entry + VALUE);
                longs.put(name(bytes, entry + bytes.getInt(entry + NAME)), bytes.getLong(value));
            }
            entry += bytes.getInt(entry);
        }
        return longs;
    }

    private static String name(ByteBuffer bytes, int start) {
        int end = start;
        while (bytes.get(end) != 0) {
            end++;
        }
        byte[] name = new byte[end - start];
        bytes.get(start, name);
        return new String(name, StandardCharsets.US_ASCII);
    }
}
