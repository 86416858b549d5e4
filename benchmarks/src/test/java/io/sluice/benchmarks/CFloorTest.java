package io.sluice.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.core.Affinity;
import java.io.BufferedReader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class CFloorTest {
    @TempDir private Path directory;

    private Plan.Pins pins() {
        assumeTrue(CProgram.isThere(), "there is no C compiler");
        List<Integer> cpus = Affinity.current().stream().boxed().toList();
        assumeTrue(cpus.size() > 1, "two processes need two CPUs");
        return new Plan.Pins(cpus.get(0), cpus.get(1));
    }

    @ParameterizedTest
    @CsvSource({"c-line,8", "c-line,1024", "c-ring,8", "c-ring,13", "c-ring,7000", "c-futex,64"})
    void everyRoundTripIsCountedOnce(String id, int payload) throws Exception {
        Transport transport = Transports.byId(id);
        Setup setup = new Setup(directory.resolve("row"), payload, false);
        try (CFloor floor = new CFloor(pins())) {
            Measurable row = floor.open(transport, setup);
            for (int times = 0; times < 2; times++) {
                Slice slice = measure(row, transport, Mode.RTT, 300);
                assertEquals(300, slice.messages());
                assertEquals(300, slice.roundTrips().getTotalCount());
                assertTrue(slice.roundTrips().getMinValue() > 0);
                assertTrue(slice.elapsedNs() > 0 && slice.cpuNs() > 0, slice.toString());
            }
            if (transport.modes().contains(Mode.THROUGHPUT)) {
                assertTrue(measure(row, transport, Mode.THROUGHPUT, 20_000).elapsedNs() > 0);
                assertEquals(
                        300, measure(row, transport, Mode.RTT, 300).roundTrips().getTotalCount());
            }
            assertTrue(floor.compiler().startsWith("cc"), floor.compiler());
        }
    }

    private static Slice measure(Measurable open, Transport transport, Mode mode, long count)
            throws Exception {
        return open.measure(new Row(transport, Long.BYTES, mode), count, 0);
    }

    @Test
    void wrongNumberEndsTheProgram() throws Exception {
        Plan.Pins pins = pins();
        CProgram program = CProgram.compile(directory, "floor", "floor.h");
        Path row = Files.createDirectory(directory.resolve("row"));
        Process second =
                new ProcessBuilder(program.file().toString(), Integer.toString(pins.first()))
                        .redirectErrorStream(true)
                        .start();
        try (BufferedReader out = second.inputReader();
                Writer in = second.outputWriter(StandardCharsets.UTF_8)) {
            assertEquals("ready", out.readLine());
            in.write("open c-ring 0 8 65536 " + row + "\n");
            in.flush();
            assertEquals("ok", out.readLine());
            publish(row.resolve("floor"), 1, 5);
            in.write("receive 0 1\n");
            in.flush();
            assertEquals("floor: message 5 arrived where 0 was due", out.readLine());
            assertEquals(1, second.waitFor());
        } finally {
            second.destroyForcibly();
        }
    }

    /** Writes the first slot of the ring that the first side reads. */
    private static void publish(Path file, long header, long number) throws Exception {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer slot = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
            slot.putLong(header).putLong(number).flip();
            int written = channel.write(slot, channel.size() / 2 + 128);
            assertEquals(16, written);
        }
    }

    @Test
    void withoutACompilerTheRowsSaySo() throws Exception {
        KitProcess run =
                KitProcess.run(
                        Map.of("PATH", directory.toString()),
                        "--transports",
                        "line,c-line,c-ring",
                        "--seconds",
                        "0.1");
        assertEquals(0, run.exit(), run.out());
        long said =
                run.out()
                        .lines()
                        .filter(line -> line.contains("cannot run here: there is no C compiler"))
                        .count();
        assertEquals(2, said, run.out());
        assertFalse(run.out().contains("Exception"), run.out());
    }
}
