package io.sluice.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSetTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "0-3,8|0-3,8",
                "3,1,2|1-3",
                "0-1,1-2|0-2",
                "7-7|7",
                "' 0-127\n'|0-127",
                "8191|8191",
                "''|''"
            })
    void listIsReadAndPrintedAsTheKernelDoes(String list, String printed) {
        assertEquals(printed, CpuSet.parse(list).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",",
                "1,",
                ",1",
                "a",
                "1-",
                "-1",
                "1-2-3",
                "3-1",
                "0x1",
                "+1",
                "1 2",
                "8192",
                "4294967296",
                "0-8192"
            })
    void anythingElseIsRefusedWithTheListInTheMessage(String list) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> CpuSet.parse(list));
        assertTrue(e.getMessage().contains("\"" + list + "\""), e.getMessage());
    }

    @Test
    void printedSetReadsBackAsItself() {
        Random random = new Random(17);
        for (int round = 0; round < 1_000; round++) {
            TreeSet<Integer> cpus = new TreeSet<>();
            for (int i = random.nextInt(40); i > 0; i--) {
                cpus.add(random.nextInt(64));
            }
            int[] numbers = cpus.stream().mapToInt(Integer::intValue).toArray();
            CpuSet set = CpuSet.of(numbers);
            assertArrayEquals(numbers, set.stream().toArray());
            assertEquals(set, CpuSet.parse(set.toString()));
            assertEquals(set.hashCode(), CpuSet.parse(set.toString()).hashCode());
            assertEquals(cpus.size(), set.size());
        }
    }

    @Test
    void membershipIsBounded() {
        CpuSet set = CpuSet.parse("1,3");
        assertTrue(set.contains(3));
        assertFalse(set.contains(2));
        assertFalse(set.contains(-1));
        assertFalse(set.contains(1 << 20));
        assertTrue(CpuSet.parse("0-3").containsAll(set));
        assertFalse(set.containsAll(CpuSet.parse("0-3")));
        assertEquals(1, set.first());
        assertThrows(NoSuchElementException.class, () -> CpuSet.of().first());
        assertThrows(IllegalArgumentException.class, () -> CpuSet.of(-1));
    }
}
