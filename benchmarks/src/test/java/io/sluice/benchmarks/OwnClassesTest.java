package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnClassesTest {
    @TempDir private Path directory;

    private Setup setup(int payload) {
        return new Setup(directory, payload, false);
    }

    @Test
    void eachEndHasClassesOfItsOwn() throws Exception {
        try (Loop first = OwnClasses.open("agrona-spsc", Side.FIRST, setup(8));
                Loop second = OwnClasses.open("agrona-spsc", Side.SECOND, setup(8))) {
            assertNotSame(first.getClass(), second.getClass());
            for (String name :
                    new String[] {
                        "io.sluice.benchmarks.Channel",
                        "io.sluice.shm.RecordConsumer",
                        "org.agrona.concurrent.UnsafeBuffer"
                    }) {
                Class<?> ofFirst = first.getClass().getClassLoader().loadClass(name);
                assertNotSame(ofFirst, second.getClass().getClassLoader().loadClass(name));
                assertNotSame(ofFirst, Class.forName(name));
            }
        }
    }

    @Test
    void endsOfDifferentClassesUnderstandEachOther() throws Exception {
        try (Loop first = OwnClasses.open("sluice-spsc", Side.FIRST, setup(8));
                Loop second = OwnClasses.open("sluice-spsc", Side.SECOND, setup(8))) {
            first.send(100);
            assertTrue(second.receive(100) > 0);
        }
    }

    @Test
    void endBesideAnotherHasTheSameClasses() throws Exception {
        try (Loop first = OwnClasses.open("jctools-spsc", Side.FIRST, setup(8));
                Loop second = OwnClasses.openBeside(first, "jctools-spsc", Side.SECOND, setup(8))) {
            assertSame(first.getClass(), second.getClass());
            first.send(100);
            assertTrue(second.receive(100) > 0);
        }
    }

    @Test
    void queueInOneJvmIsNotFoundByOtherClasses() throws Exception {
        try (Loop first = OwnClasses.open("disruptor", Side.FIRST, setup(8))) {
            String message =
                    assertThrows(
                                    IOException.class,
                                    () -> OwnClasses.open("disruptor", Side.SECOND, setup(8)))
                            .getMessage();
            assertTrue(message.contains("no first side in this JVM"), message);
        }
    }

    @Test
    void reasonOfARefusalIsPassedOn() {
        IllegalArgumentException unknown =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> OwnClasses.open("nonsense", Side.FIRST, setup(8)));
        assertTrue(
                unknown.getMessage().startsWith("no transport \"nonsense\""), unknown.getMessage());
        assertThrows(
                IOException.class, () -> OwnClasses.open("agrona-spsc", Side.SECOND, setup(8)));
    }
}
