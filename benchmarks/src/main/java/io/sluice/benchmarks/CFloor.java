package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The two processes of the program in C, compiled and started when the first row needs them. */
final class CFloor implements AutoCloseable {
    private final Plan.Pins pins;
    private final Teardown teardown = new Teardown();
    private final List<PeerProcess> sides = new ArrayList<>(); // by start
    private String compiler; // by start: what compiled it, or why nothing did, or null
    private int opened; // by open: rows that both sides have

    CFloor(Plan.Pins pins) {
        this.pins = pins;
    }

    /** What compiled the C rows, or why nothing did, or null if there are none. */
    String compiler() {
        return compiler;
    }

    /** Opens a row in both processes. */
    Measurable open(Transport transport, Setup setup) throws IOException, Unavailable {
        if (compiler == null) {
            start();
        }
        if (sides.isEmpty()) {
            throw new Unavailable(compiler);
        }
        Files.createDirectory(setup.directory());
        for (int side = 0; side < sides.size(); side++) {
            sides.get(side).command(command(transport, side, setup));
            String reply = sides.get(side).reply();
            if (!reply.equals("ok")) {
                throw new Unavailable(reply);
            }
        }
        return new CConnection(sides.get(0), sides.get(1), opened++, setup.directory());
    }

    private static String command(Transport transport, int side, Setup setup) {
        return "open "
                + transport.id()
                + " "
                + side
                + " "
                + setup.payload()
                + " "
                + setup.capacity()
                + " "
                + setup.directory();
    }

    private void start() throws IOException {
        try {
            ScratchDirectory programs =
                    ScratchDirectory.create(Path.of(System.getProperty("java.io.tmpdir")));
            var unused = teardown.add(programs::close);
            CProgram program = CProgram.compile(programs.path(), "floor", "floor.h");
            for (int cpu : pins.both()) {
                PeerProcess side =
                        PeerProcess.start(
                                "the C program on CPU " + cpu,
                                List.of(program.file().toString(), Integer.toString(cpu)));
                var unusedSide = teardown.add(side::close);
                sides.add(side);
            }
            compiler = program.compiler();
        } catch (Unavailable e) {
            compiler = e.getMessage();
        }
    }

    @Override
    public void close() throws IOException {
        teardown.close();
    }
}
