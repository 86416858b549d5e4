package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The place of a process of a soak, which its successors take. The parent's one thread calls. */
final class SoakSlot {
    private final SoakKind kind;
    private final int number;
    private final Path directory;
    private final Path natives;
    private final String fault;
    private SoakProcess process; // by start and kill: null if there is none
    private long resumeNs; // by stop and resume: when it goes on, or 0

    /**
     * A place in which nobody is.
     *
     * @param directory of the kind
     * @param natives where processes put native code
     * @param fault what {@link SoakChild#fault} says
     */
    SoakSlot(SoakKind kind, int number, Path directory, Path natives, String fault) {
        this.kind = kind;
        this.number = number;
        this.directory = directory;
        this.natives = natives;
        this.fault = fault;
    }

    SoakKind kind() {
        return kind;
    }

    int number() {
        return number;
    }

    String name() {
        return kind.id() + " " + kind.role(number);
    }

    /** Starts a process here, which works as a seed says. */
    void start(long seed) throws IOException {
        process =
                SoakProcess.start(
                        natives,
                        List.of(
                                kind.id(),
                                Integer.toString(number),
                                directory.toString(),
                                Long.toString(seed),
                                Long.toString(ProcessHandle.current().pid()),
                                fault));
        resumeNs = 0;
    }

    /** SIGKILL, and waits until it is gone. */
    void kill() throws InterruptedException {
        process.kill();
        process = null;
        resumeNs = 0;
    }

    /** SIGSTOP, until a time. */
    void stop(SoakSignal signal, long untilNs) {
        signal.stop(process.pid());
        resumeNs = untilNs;
    }

    /** SIGCONT, if it is time. */
    boolean resume(SoakSignal signal, long nowNs) {
        boolean due = isStopped() && nowNs - resumeNs >= 0;
        if (due) {
            resumeNs = 0;
            signal.resume(process.pid());
        }
        return due;
    }

    boolean isThere() {
        return process != null;
    }

    boolean isStopped() {
        return resumeNs != 0;
    }

    /** Since when its process has had its end; 0 if it has not. */
    long readyNs() {
        return process == null ? 0 : process.readyNs();
    }

    /** The number of its process. */
    long pid() {
        return process.pid();
    }

    /**
     * Looks whether its process lives.
     *
     * @throws SoakFault if it has found a fault, or has ended though nobody killed it
     */
    void check() throws InterruptedException {
        if (process != null && !process.isAlive()) {
            throw new SoakFault(name() + ": " + process.end());
        }
    }
}
