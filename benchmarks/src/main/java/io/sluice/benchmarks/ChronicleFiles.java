package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/**
 * The queues of one direction, one after another, each of so many messages that both sides know
 * when the next follows. Each side has an object of its own, which one thread uses.
 */
final class ChronicleFiles {
    /** Bytes of messages in a queue, about. */
    static final int LENGTH = 256 << 20;

    /** Bytes that all queues of a connection take at the most, about. */
    static final long MOST = 2L * 3 * LENGTH;

    private static final int HEADER = 4;
    private static final int ALIGNMENT = 4;

    private final Path directory;
    private final String name;
    private final int messages;
    private int number; // by next: of queues opened

    /** Those of a connection in its directory. */
    static ChronicleFiles of(Setup setup, String name) {
        int messages = LENGTH / (HEADER + setup.payload() + ALIGNMENT);
        return new ChronicleFiles(setup.directory(), name, messages);
    }

    /** Those of so many messages each. */
    ChronicleFiles(Path directory, String name, int messages) {
        this.directory = directory;
        this.name = name;
        this.messages = messages;
    }

    /** How many messages each queue has. */
    int messages() {
        return messages;
    }

    /**
     * Opens the next queue, whichever side comes first; both must be through with the last but one.
     */
    ChronicleQueue next() {
        Path path = path(number++);
        return SingleChronicleQueueBuilder.binary(path)
                .rollCycle(RollCycles.FAST_DAILY)
                .blockSize(LENGTH)
                .build();
    }

    /**
     * Whether the queue before the last one that this side opened has been deleted, or never was.
     */
    boolean isCaughtUp() {
        return number < 2 || !Files.exists(path(number - 2));
    }

    /** Deletes the last queue that this side opened and has closed. */
    void delete() throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(path(number - 1))) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private Path path(int which) {
        return directory.resolve(name + "-" + which);
    }
}
