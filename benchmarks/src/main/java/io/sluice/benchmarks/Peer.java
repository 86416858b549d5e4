package io.sluice.benchmarks;

import io.sluice.core.Affinity;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.SystemCall;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * The other side of a run, a process or a thread: does what lines say, one thread, pinned.
 *
 * <pre>
 * open ID PAYLOAD POLL DIRECTORY   opens the second end           ok | unavailable REASON
 * echo CONNECTION COUNT            sends COUNT messages back      done CPU_NS 0
 * receive CONNECTION COUNT         takes COUNT messages           done CPU_NS ELAPSED_NS
 * paced CONNECTION COUNT PER_SECOND START_NS
 *                                  takes COUNT paced messages     done CPU_NS 0 HISTOGRAM
 * join CONNECTION COUNT            sends COUNT messages, takes    done CPU_NS ELAPSED_NS
 *                                  these and COUNT of the first's
 * locks ...                        as {@link LockPeer} says
 * </pre>
 *
 * <p>When a process's input ends, it ends, whatever it waits for: the first process is gone.
 */
final class Peer {
    private final List<Loop> loops = new ArrayList<>();
    private final LockPeer locks = new LockPeer();

    private final Opener opener;

    /** Opens an end. */
    @FunctionalInterface
    interface Opener {
        /** As {@link OwnClasses#open}. */
        Loop open(String id, Side side, Setup setup) throws IOException;
    }

    Peer(Opener opener) {
        this.opener = opener;
    }

    /** Serves the lines of the standard input, as the main thread of a process. */
    static void run(int cpu) throws IOException, InterruptedException {
        leaveTerminal();
        PrintStream replies = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BlockingQueue<String> commands = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> read(commands), "commands");
        reader.setDaemon(true);
        reader.start();
        new Peer(OwnClasses::open).serve(cpu, commands, replies::println);
    }

    /** Pins the calling thread, says so, and answers commands until it is interrupted. */
    void serve(int cpu, BlockingQueue<String> commands, Consumer<String> replies)
            throws IOException, InterruptedException {
        try (Affinity pin = Affinity.pin(cpu)) {
            replies.accept("ready");
            while (true) {
                replies.accept(reply(commands.take().split(" ", 5)));
            }
        }
    }

    /** Leaves Ctrl-C to the first process, which says what was measured before all end. */
    private static void leaveTerminal() {
        CallResult.check(Kernel.call(SystemCall.SETPGID, 0, 0, 0), "setpgid(0, 0)");
    }

    private static void read(BlockingQueue<String> commands) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line);
            }
        } catch (IOException e) {
            System.err.println("the first process cannot be read: " + e);
        }
        Runtime.getRuntime().halt(0);
    }

    private String reply(String[] command) throws IOException, InterruptedException {
        if (command[0].equals("open")) {
            return open(command);
        }
        if (command[0].equals("locks")) {
            return locks.reply(command);
        }
        Loop loop = loops.get(Integer.parseInt(command[1]));
        long count = Long.parseLong(command[2]);
        if (command[0].equals("paced")) {
            Pace pace = new Pace(Long.parseLong(command[4]), Double.parseDouble(command[3]));
            return paced(loop, count, pace);
        }
        long cpuNs = -ThreadCpu.nanos();
        long elapsedNs = run(command[0], loop, count);
        cpuNs += ThreadCpu.nanos();
        return "done " + cpuNs + " " + elapsedNs;
    }

    private static String paced(Loop loop, long count, Pace pace) throws IOException {
        Histogram histogram = HistogramText.empty();
        long cpuNs = -ThreadCpu.nanos();
        loop.receive(count, pace, histogram);
        cpuNs += ThreadCpu.nanos();
        return "done " + cpuNs + " 0 " + HistogramText.of(histogram);
    }

    private static long run(String command, Loop loop, long count) throws IOException {
        return switch (command) {
            case "echo" -> {
                loop.echo(count);
                yield 0;
            }
            case "receive" -> loop.receive(count);
            case "join" -> loop.sendAndReceive(count);
            default -> throw new IllegalArgumentException("no command \"" + command + "\"");
        };
    }

    private String open(String[] command) {
        Setup setup =
                new Setup(
                        Path.of(command[4]),
                        Integer.parseInt(command[2]),
                        Boolean.parseBoolean(command[3]));
        try {
            loops.add(opener.open(command[1], Side.SECOND, setup));
            return "ok";
        } catch (IOException | RuntimeException e) {
            return "unavailable " + Unavailable.reason(e);
        }
    }
}
