package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The processes of one language, of which a mode takes some. */
final class LockProcesses implements AutoCloseable {
    private final List<PeerProcess> processes;
    private int opened; // by open: so many locks all of them have

    LockProcesses(List<PeerProcess> processes) {
        this.processes = List.copyOf(processes);
    }

    /** Opens a lock in all of them, the first one first. Returns its number. */
    int open(LockType type, Path directory) throws IOException, Unavailable {
        for (PeerProcess process : processes) {
            boolean first = process == processes.get(0);
            process.command("locks open " + type.id() + " " + first + " " + directory);
            String reply = process.reply();
            if (!reply.equals("ok")) {
                if (first) {
                    throw new Unavailable(reply.substring(reply.indexOf(' ') + 1));
                }
                throw new IOException(type.id() + " opens in the first process only: " + reply);
            }
        }
        return opened++;
    }

    PeerProcess get(int process) {
        return processes.get(process);
    }

    @Override
    public void close() {
        processes.forEach(PeerProcess::close);
    }
}
