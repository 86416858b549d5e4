package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** In a thread of its own, which keeps the signal blocked. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class SignalDoorbellTest {
    private static final int SIGNAL = 58;

    /** Whether the kernel has the signal in that set of this thread's. */
    private static boolean isIn(String set) throws Exception {
        String line =
                Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                        .filter(each -> each.startsWith(set + ":"))
                        .findFirst()
                        .orElseThrow();
        String signals = line.substring(set.length() + 1).strip();
        return (Long.parseUnsignedLong(signals, 16) & (1L << (SIGNAL - 1))) != 0;
    }

    @Test
    void signalIsSentOnlyToAThreadThatHasBlockedIt(@TempDir Path directory) throws Exception {
        try (ChannelPair pair = ChannelPair.open("signal", new Setup(directory, 8, true))) {
            pair.first().send();
            assertFalse(isIn("SigBlk") || isIn("SigPnd"), "a signal nobody has blocked");
            assertEquals(1, pair.second().receive(1));
            assertTrue(isIn("SigBlk"));
            assertFalse(isIn("SigPnd"), "its message was found, not told of");
            pair.first().send();
            pair.first().send();
            assertTrue(isIn("SigPnd"));
            assertEquals(2, pair.second().receive(2));
            assertFalse(isIn("SigPnd"));
            assertEquals(0, pair.second().receive(1));
        }
    }
}
