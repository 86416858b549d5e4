package io.sluice.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.shm.Segment;
import io.sluice.shm.SegmentOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
    void removeRing() {
        Segment.unlink(SegmentOptions.named("sluice-example"));
    }

    private static Process start(Class<?> example) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        example.getName(),
                        MESSAGES)
                .redirectErrorStream(true)
                .start();
    }

    private static String end(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
        assertEquals(0, process.exitValue(), output);
        return output;
    }

    private static void assertBothEnd(Process producer, Process consumer) throws Exception {
        try {
            String sent = end(producer);
            assertTrue(sent.contains("sent 200000 messages"), sent);
            String received = end(consumer);
            assertTrue(received.contains("received 200000 messages, the last is 200000"), received);
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
}
