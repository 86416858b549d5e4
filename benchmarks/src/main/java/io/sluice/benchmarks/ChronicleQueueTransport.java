package io.sluice.benchmarks;

import io.sluice.core.AgronaAccess;
import java.io.IOException;
import java.nio.file.Files;

/** Chronicle Queue on a tmpfs, one queue each way. */
final class ChronicleQueueTransport implements Transport {
    @Override
    public String id() {
        return "chronicle-queue";
    }

    @Override
    public String description() {
        return "Chronicle Queue on a tmpfs, one each way, written and read in place; it keeps every"
                + " message, so after "
                + (ChronicleFiles.LENGTH >> 20)
                + " MiB another queue follows and the one read is deleted; blocks of "
                + (ChronicleFiles.LENGTH >> 20)
                + " MiB, FAST_DAILY; needs --add-opens, which the kit does without; spins";
    }

    @Override
    public Channel open(Side side, Setup setup) throws IOException {
        AgronaAccess.ensureOpen();
        ChronicleAccess.ensureOpen();
        long free = Files.getFileStore(setup.directory()).getUsableSpace();
        if (free < ChronicleFiles.MOST) {
            throw new IOException(
                    "it takes up to "
                            + (ChronicleFiles.MOST >> 20)
                            + " MiB, and "
                            + setup.directory()
                            + " has "
                            + (free >> 20)
                            + " MiB left");
        }
        ChronicleFiles there = ChronicleFiles.of(setup, "there");
        ChronicleFiles back = ChronicleFiles.of(setup, "back");
        return side == Side.FIRST
                ? new ChronicleQueueChannel(there, back, setup.payload())
                : new ChronicleQueueChannel(back, there, setup.payload());
    }
}
