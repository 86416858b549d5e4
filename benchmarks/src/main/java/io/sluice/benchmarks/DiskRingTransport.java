package io.sluice.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Sluice's ring in a file on a disk, so that the kernel writes its pages back now and then. */
final class DiskRingTransport implements Transport {
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs", "hugetlbfs");
    private static final String PLACE = "disk.directory";

    private final SluiceRingTransport ring = new SluiceRingTransport(SluiceRing.SPSC, false);

    @Override
    public String id() {
        return "sluice-spsc-disk";
    }

    @Override
    public String description() {
        return "as sluice-spsc, in a mapped file of java.io.tmpdir on a disk instead of shared"
                + " memory: the page cache carries it, and is written back; spins";
    }

    @Override
    public Channel open(Side side, Setup setup) throws IOException {
        Path place = setup.directory().resolve(PLACE);
        if (side == Side.SECOND) {
            return ring.open(side, in(Path.of(Files.readString(place)), setup));
        }
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        String type = Files.getFileStore(parent).type();
        if (IN_MEMORY.contains(type)) {
            throw new IOException(
                    parent + " is on " + type + ", not a disk; use -Djava.io.tmpdir=DIRECTORY");
        }
        ScratchDirectory disk = ScratchDirectory.create(parent);
        Files.writeString(place, disk.path().toString());
        return ring.open(side, in(disk.path(), setup), () -> remove(disk, place));
    }

    private static void remove(ScratchDirectory disk, Path place) {
        try {
            disk.close();
            Files.deleteIfExists(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Setup in(Path directory, Setup setup) {
        return new Setup(directory, setup.payload(), setup.poll());
    }
}
