package io.sluice.benchmarks;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A peer that is a thread of this JVM, pinned, for what cannot leave one. If it fails, so does the
 * run.
 */
final class PeerThread implements PeerLink {
    private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closing;

    private PeerThread(int cpu, Peer peer) {
        thread = new Thread(() -> serve(cpu, peer), "second side");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((self, e) -> fail(e)); // errors, too
    }

    /** Starts one whose ends are of the classes of that first end. */
    static PeerThread start(int cpu, Loop first) throws IOException {
        Peer peer = new Peer((id, side, setup) -> OwnClasses.openBeside(first, id, side, setup));
        PeerThread started = new PeerThread(cpu, peer);
        started.thread.start();
        String unused = started.reply();
        return started;
    }

    @Override
    public void command(String line) {
        commands.add(line);
    }

    @Override
    public String reply() throws IOException {
        try {
            return replies.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the second side works", e);
        }
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
    }

    private void serve(int cpu, Peer peer) {
        try {
            peer.serve(cpu, commands, replies::add);
        } catch (IOException | InterruptedException e) {
            fail(e);
        }
    }

    private void fail(Throwable e) {
        if (!closing) {
            System.err.println("the second side failed: " + e + "; so must this");
            AtEnd.fail();
            System.exit(1); // not halt: what lies in /dev/shm is to be removed
        }
    }
}
