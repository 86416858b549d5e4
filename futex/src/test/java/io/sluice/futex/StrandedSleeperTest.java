package io.sluice.futex;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sluice.core.Affinity;
import io.sluice.core.contract.ChildJvm;
import io.sluice.core.contract.OtherThread;
import io.sluice.core.contract.SharedFile;
import io.sluice.futex.CrashSweep.Participant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A JVM that is killed as it gives up what two others sleep for, or as it was woken in their place,
 * while a third takes it over and over: the two go on, at the latest when their sleep ends.
 *
 * <p>{@code -Dsluice.kills=1000} does that so often.
 */
@Timeout(value = 3600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StrandedSleeperTest {
    private static final int KILLS = Integer.getInteger("sluice.kills", 20);
    private static final int LENGTH = 4096;
    private static final int READY = 512;
    private static final int SCRATCH = 896;
    private static final int WARM_UPS = 1_000;
    private static final int GO = 640;
    private static final int HEEDED = 2;
    private static final int DONE = 768;
    private static final int SPREAD_NS = 400_000;
    private static final List<String> FLAGS =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"); // starts sooner

    private final Random random = new Random();
    private final List<Long> goneOnNs = new ArrayList<>();

    /** Owns it, gives it up at a random instant after it was told to, and stays. */
    static final class Owner {
        public static void main(String[] args) throws Exception {
            AtomicBuffer memory = SharedFile.map(args[0]);
            Owned owned = Owned.of(args[1], memory);
            int spinNs = Integer.parseInt(args[2]);
            warmUp(owned);
            owned.own();
            memory.putIntVolatile(READY, 1);
            System.out.println("ready");
            while (memory.getIntVolatile(GO) == 0) {
                Thread.onSpinWait();
            }
            memory.putIntVolatile(GO, HEEDED);
            OtherThread.spin(spinNs);
            owned.giveUp();
            memory.putIntVolatile(DONE, 1);
            TimeUnit.DAYS.sleep(1);
        }
    }

    /** So that giving up is not loading classes. */
    private static void warmUp(Owned owned) {
        for (int i = 0; i < WARM_UPS; i++) {
            owned.own();
            Futex.setAndWake(owned.memory, SCRATCH, 0, 1);
            owned.giveUp();
            owned.reset();
        }
    }

    /** Waits for it. */
    static final class Waiter {
        public static void main(String[] args) throws Exception {
            AtomicBuffer memory = SharedFile.map(args[0]);
            System.out.println("ready");
            Owned.of(args[1], memory).await(Boolean.parseBoolean(args[2]));
            memory.putIntVolatile(DONE, 1);
            TimeUnit.DAYS.sleep(1);
        }
    }

    private static void await(String what, CrashSweep.Condition condition) throws Exception {
        CrashSweep.await(what, condition);
    }

    private static int undone(List<Participant> sleepers) {
        return (int) sleepers.stream().filter(sleeper -> !sleeper.isDone()).count();
    }

    private static void startSleeper(Owned owned, List<Participant> sleepers) throws Exception {
        int before = owned.sleepers();
        boolean interruptibly = sleepers.size() % 2 == 0;
        sleepers.add(new Participant(() -> owned.await(interruptibly)));
        await("it sleeps", () -> owned.sleepers() > before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mutex",
                "semaphore",
                "signal",
                "signalAll",
                "vector",
                "robust",
                "write",
                "latch",
                "event"
            })
    void sleepersGoOnWhereverWhoGivesUpIsKilled(String kind) throws Exception {
        int[] killed = new int[3]; // owning it, between, when it was done
        for (int i = 0; i < KILLS; i++) {
            try (SharedFile file = SharedFile.create(LENGTH);
                    ChildJvm owner =
                            ChildJvm.start(
                                    FLAGS,
                                    Owner.class,
                                    file.name(),
                                    kind,
                                    random.nextInt(SPREAD_NS) + "")) {
                owner.awaitLine("ready");
                Owned owned = Owned.of(kind, file.memory());
                List<Participant> sleepers = new ArrayList<>();
                startSleeper(owned, sleepers);
                startSleeper(owned, sleepers);
                AtomicBoolean stop = new AtomicBoolean();
                OtherThread<Void> third = OtherThread.start(() -> takeOverAndOver(owned, stop));
                file.memory().putIntVolatile(GO, 1);
                await("it heeds", () -> file.memory().getIntVolatile(GO) == HEEDED);
                owner.kill();
                long startNs = System.nanoTime();
                stop.set(true);
                third.get();
                boolean owning = awaitEnd(owned, sleepers);
                boolean done = file.memory().getIntVolatile(DONE) != 0;
                assertFalse(owning && done);
                if (!owning) {
                    goneOnNs.add(System.nanoTime() - startNs);
                }
                killed[owning ? 0 : done ? 2 : 1]++;
            }
        }
        report(
                "%s: %d killed owning it, %d between, %d when it had given it up"
                        .formatted(kind, killed[0], killed[1], killed[2]));
    }

    private static Void takeOverAndOver(Owned owned, AtomicBoolean stop) {
        while (!stop.get()) {
            if (owned.tryOwn()) {
                owned.giveBack();
            }
        }
        return null;
    }

    /** Whether the dead one owned it, which nobody living did when all slept and it was owned. */
    private static boolean awaitEnd(Owned owned, List<Participant> sleepers) throws Exception {
        boolean[] ofTheDead = new boolean[1];
        await(
                "all go on",
                () -> {
                    int undone = undone(sleepers);
                    if (undone > 0
                            && owned.sleepers() == undone
                            && owned.isOwned()
                            && owned.sleepers() == undone) {
                        ofTheDead[0] = true;
                        owned.giveUpForTheDead();
                    }
                    return undone == 0;
                });
        for (Participant sleeper : sleepers) {
            assertFalse(sleeper.died());
        }
        return ofTheDead[0];
    }

    /** The waiter in front is woken on a CPU that another keeps busy, and killed on it. */
    @ParameterizedTest
    @ValueSource(strings = {"mutex", "semaphore", "signal", "vector", "robust", "write", "event"})
    void sleepersGoOnWhenWhoWasWokenInTheirPlaceIsKilled(String kind) throws Exception {
        int inTheirPlace = 0;
        for (int i = 0; i < KILLS; i++) {
            try (SharedFile file = SharedFile.create(LENGTH)) {
                Owned owned = Owned.of(kind, file.memory());
                owned.own();
                boolean interruptibly = i % 2 == 0;
                try (ChildJvm woken =
                        ChildJvm.start(
                                FLAGS, Waiter.class, file.name(), kind, interruptibly + "")) {
                    woken.awaitLine("ready");
                    await("the child sleeps", () -> owned.sleepers() == 1);
                    inTheirPlace += killWoken(owned, woken) ? 1 : 0;
                }
            }
        }
        report("%s: %d were woken in their place and killed".formatted(kind, inTheirPlace));
    }

    /**
     * Returns whether the victim was woken and nobody else. It may own it when it is killed, unless
     * somebody took it before; then it did not die in their place.
     */
    private boolean killWoken(Owned owned, ChildJvm victim) throws Exception {
        List<Participant> sleepers = new ArrayList<>();
        startSleeper(owned, sleepers);
        startSleeper(owned, sleepers);
        String cpu = Affinity.current().stream().max().getAsInt() + "";
        run("taskset", "-a", "-c", "-p", cpu, victim.pid() + "");
        run("chrt", "-a", "-i", "-p", "0", victim.pid() + "");
        Process busy =
                new ProcessBuilder("taskset", "-c", cpu, "sh", "-c", "while :; do :; done").start();
        try {
            await("all sleep", () -> owned.sleepers() == 3);
            owned.giveUp();
            boolean taken = random.nextBoolean() && owned.tryOwn();
            boolean inTheirPlace = owned.sleepers() == 2;
            victim.close();
            busy.destroyForcibly(); // dying takes a CPU, too
            victim.kill();
            inTheirPlace &= owned.memory.getIntVolatile(DONE) == 0;
            long startNs = System.nanoTime();
            if (taken) {
                owned.giveBack();
            }
            boolean owning = awaitEnd(owned, sleepers);
            assertFalse(owning && taken);
            goneOnNs.add(System.nanoTime() - startNs);
            return inTheirPlace && !owning;
        } finally {
            busy.destroyForcibly();
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), output);
    }

    private void report(String what) {
        goneOnNs.sort(null);
        int count = goneOnNs.size();
        System.out.printf(
                "%s; the two went on in us: p50 %d, p99 %d, max %d of %d%n",
                what,
                count == 0 ? 0 : goneOnNs.get(count / 2) / 1_000,
                count == 0 ? 0 : goneOnNs.get(count * 99 / 100) / 1_000,
                count == 0 ? 0 : goneOnNs.get(count - 1) / 1_000,
                count);
    }
}
