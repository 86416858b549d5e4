package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** What the two ends of a connection do, each in its own thread, and how far each has come. */
final class Traffic {
    private static final int DEADLINE_S = 40;
    private static final int BATCH = 64;

    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger echoed = new AtomicInteger();

    void send(Channel channel, int messages) throws IOException {
        for (int i = 0; i < messages; i++) {
            channel.send();
            sent.incrementAndGet();
        }
    }

    void take(Channel channel, int messages) throws IOException {
        for (int left = messages; left > 0; ) {
            int received = channel.receive(Math.min(BATCH, left));
            left -= received;
            count(received, taken);
        }
    }

    void echo(Channel channel, int messages) throws IOException {
        for (int left = messages; left > 0; ) {
            int sentBack = channel.echo();
            left -= sentBack;
            count(sentBack, echoed);
        }
    }

    /** Runs both ends in threads that nobody need stop: a blocked one dies with the JVM. */
    void run(String what, Work first, Work second) throws InterruptedException {
        CompletableFuture<Void> both = new CompletableFuture<>();
        AtomicInteger running = new AtomicInteger(2);
        for (Work work : List.of(first, second)) {
            Thread thread = new Thread(() -> complete(both, running, work));
            thread.setDaemon(true);
            thread.start();
        }
        try {
            both.get(DEADLINE_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            fail(what + ": sent=" + sent + " taken=" + taken + " echoed=" + echoed, e);
        }
    }

    private static void complete(CompletableFuture<Void> both, AtomicInteger running, Work work) {
        try {
            work.run();
            if (running.decrementAndGet() == 0) {
                both.complete(null);
            }
        } catch (IOException | RuntimeException e) {
            both.completeExceptionally(e);
        }
    }

    private static void count(int messages, AtomicInteger counter) {
        if (messages == 0) {
            Thread.onSpinWait();
        } else {
            counter.addAndGet(messages);
        }
    }

    interface Work {
        void run() throws IOException;
    }
}
