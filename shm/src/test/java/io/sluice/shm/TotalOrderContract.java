package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What those do beyond it that keep one order of all messages, by when they were claimed. */
abstract class TotalOrderContract extends ManyToOneContract {
    @Test
    void threadWithAnOpenClaimWritesAndClaimsOn() {
        int first = ring.tryClaim(1, 8);
        assertTrue(ring.write(2, message, 0, 8));
        int third = ring.tryClaim(3, 8);
        int fourth = ring.tryClaim(4, 8);
        ring.commit(third);
        ring.abort(fourth);
        assertEquals(0, ring.read((type, buffer, index, length) -> {}));
        ring.commit(first);
        assertTrue(ring.write(5, message, 0, 8));
        assertEquals(List.of(1, 2, 3, 5), drain());
    }
}
