package io.sluice.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.shm.Segment;
import io.sluice.shm.SegmentOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs every example as its comment says: JVMs of their own, no flag. */
@Timeout(120)
class ExamplesTest {
    private static final String MESSAGES = "200000";

    @BeforeEach
    @AfterEach
    void removeSegments() {
        for (String name :
                List.of(
                        "example",
                        "mpsc-example",
                        "ticker-example",
                        "echo-example",
                        "mutex-example",
                        "count-example",
                        "monitor-example",
                        "buffer-example",
                        "free-example",
                        "full-example",
                        "numbers-example",
                        "spin-example",
                        "sleep-example")) {
            Segment.unlink(SegmentOptions.named("sluice-" + name));
        }
    }

    private static Process start(Class<?> example) throws IOException {
        return start(example, MESSAGES);
    }

    private static Process start(Class<?> example, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), example.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String end(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
        assertEquals(0, process.exitValue(), output);
        return output;
    }

    /** The first line that begins so; byte by byte, so that the rest is still to be read. */
    private static String awaitLine(Process process, String prefix) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = process.getInputStream().read();
        while (next >= 0 && !(next == '\n' && line.indexOf(prefix) == 0)) {
            line.append((char) next);
            if (next == '\n') {
                line.setLength(0);
            }
            next = process.getInputStream().read();
        }
        return line.toString();
    }

    private static void assertBothEnd(Process producer, Process consumer) throws Exception {
        assertBothEnd(
                producer,
                "sent 200000 messages",
                consumer,
                "received 200000 messages, the last is 200000");
    }

    private static void assertBothEnd(
            Process producer, String sends, Process consumer, String receives) throws Exception {
        try {
            String sent = end(producer);
            assertTrue(sent.contains(sends), sent);
            String received = end(consumer);
            assertTrue(received.contains(receives), received);
        } finally {
            producer.destroyForcibly();
            consumer.destroyForcibly();
        }
    }

    @Test
    void messagesArriveIfTheConsumerStartsFirst() throws Exception {
        Process consumer = start(SpscConsumer.class);
        assertBothEnd(start(SpscProducer.class), consumer);
    }

    @Test
    void messagesArriveIfTheProducerStartsFirst() throws Exception {
        Process producer = start(SpscProducer.class);
        assertBothEnd(producer, start(SpscConsumer.class));
    }

    @Test
    void messagesOfManySendersArriveInOrder() throws Exception {
        Process receiver = start(MpscReceiver.class, "400000");
        Process first = start(MpscSender.class, MESSAGES, "1");
        Process second = start(MpscSender.class, MESSAGES, "2");
        try {
            assertTrue(end(first).contains("sender 1 sent 200000 messages"));
            assertTrue(end(second).contains("sender 2 sent 200000 messages"));
            String received = end(receiver);
            assertTrue(received.contains("the last of each: {1=200000, 2=200000}"), received);
        } finally {
            receiver.destroyForcibly();
            first.destroyForcibly();
            second.destroyForcibly();
        }
    }

    @Test
    void messagesOfTwoRingsArriveOnOneThread() throws Exception {
        Process receiver = start(WaitSetReceiver.class, "400000");
        Process one = start(SpscProducer.class);
        Process many = start(MpscSender.class, MESSAGES, "1");
        try {
            assertTrue(end(one).contains("sent 200000 messages"));
            assertTrue(end(many).contains("sent 200000 messages"));
            String received = end(receiver);
            assertTrue(
                    received.contains("received 200000 messages of one, 200000 of many"), received);
        } finally {
            receiver.destroyForcibly();
            one.destroyForcibly();
            many.destroyForcibly();
        }
    }

    @Test
    void sleeperReceivesWhatIsThereUntilItsTimeIsOver() throws Exception {
        String sent = end(start(SpscProducer.class, "1000"));
        assertTrue(sent.contains("sent 1000 messages"), sent);
        String received = end(start(SleepingConsumer.class, "1"));
        assertTrue(received.contains("received 1000 messages, and used"), received);
    }

    @Test
    void everyCallOfTwoClientsIsAnswered() throws Exception {
        Process first = start(EchoClient.class, "50000");
        Process server = start(EchoServer.class, "1000000000");
        Process second = start(EchoClient.class, "50000");
        try {
            assertTrue(end(first).contains("the last of 50000 answers is 50000"));
            assertTrue(end(second).contains("the last of 50000 answers is 50000"));
        } finally {
            server.destroyForcibly();
            first.destroyForcibly();
            second.destroyForcibly();
        }
    }

    @Test
    void viewsOfATickerAccountForEveryTick() throws Exception {
        String published = end(start(Ticker.class, "20000", "100"));
        assertTrue(published.contains("published 20000 ticks"), published);
        String oldest = end(start(TickerView.class, "OLDEST"));
        Matcher matcher =
                Pattern.compile("read (\\d+) ticks from (\\d+) to 20000, lost 0").matcher(oldest);
        assertTrue(matcher.find(), oldest);
        long read = Long.parseLong(matcher.group(1));
        assertEquals(20_001 - read, Long.parseLong(matcher.group(2)), oldest);
        assertTrue(read > 1_000, oldest);
        String latest = end(start(TickerView.class, "LATEST_VALUE"));
        assertTrue(latest.contains("read 1 ticks from 20000 to 20000, lost 0"), latest);
        String newest = end(start(TickerView.class, "NEWEST"));
        assertTrue(newest.contains("read 0 ticks"), newest);
    }

    @Test
    void counterRepairsWhatAKilledOneLeftAndGoesOn() throws Exception {
        Process first = start(MutexCounter.class, "10", "stop");
        try {
            assertEquals("half-way to 10, kill me", awaitLine(first, "half-way"));
            Process second = start(MutexCounter.class, "2000");
            try {
                String waiting = awaitLine(second, "held by ");
                assertTrue(waiting.contains("of pid " + first.pid()), waiting);
                first.destroyForcibly().waitFor();
                String counted = end(second);
                assertTrue(counted.contains("count=10 copy=9"), counted);
                assertTrue(counted.contains("counted 2000, the count is 2009"), counted);
            } finally {
                second.destroyForcibly();
            }
        } finally {
            first.destroyForcibly();
        }
    }

    @Test
    void numbersComeThroughTheMonitorsBuffer() throws Exception {
        Process consumer = start(BufferConsumer.class, "20000");
        Process producer = start(BufferProducer.class, "20000");
        assertBothEnd(
                producer, "put 20000 numbers", consumer, "took 20000 numbers, the last is 20000");
    }

    @Test
    void numbersComeThroughTheSemaphoresBuffer() throws Exception {
        Process consumer = start(SemaphoreBuffer.class, "take", "20000");
        Process producer = start(SemaphoreBuffer.class, "put", "20000");
        assertBothEnd(
                producer,
                "put 20000 numbers, the last is 20000",
                consumer,
                "take 20000 numbers, the last is 20000");
    }

    @Test
    void locksThatSpinAndSleepAreComparedInATable() throws Exception {
        String table = end(start(SpinVersusSleep.class, "2"));
        List<String> rows = table.lines().dropWhile(line -> !line.startsWith("lock")).toList();
        assertEquals(5, rows.size(), table);
        assertTrue(rows.stream().allMatch(row -> row.length() == 43), table);
        assertTrue(Pattern.matches("SpinLock +0 +[\\d.,]+ +\\d+.\\d+", rows.get(1)), table);
        assertTrue(Pattern.matches("Mutex +100.000 +[\\d.,]+ +\\d+.\\d+", rows.get(4)), table);
    }

    @Test
    void machineIsDrawnAndACpuReserved() throws Exception {
        String shown = end(start(ShowTopology.class, "0"));
        assertTrue(Pattern.compile("(?m)^\\d+ CPUs?").matcher(shown).find(), shown);
        assertTrue(
                Pattern.compile("(?m)^(pinned to CPU \\d+|no CPU: count=1 .*)$")
                        .matcher(shown)
                        .find(),
                shown);
    }
}
