package io.sluice.benchmarks;

import io.sluice.core.Affinity;
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

/**
 * Another process of a run: does what lines on its standard input say, one thread, pinned.
 *
 * <pre>
 * open ID PAYLOAD POLL DIRECTORY   opens the second end           ok | unavailable REASON
 * echo CONNECTION COUNT            sends COUNT messages back      done CPU_NS 0
 * receive CONNECTION COUNT         takes COUNT messages           done CPU_NS ELAPSED_NS
 * join CONNECTION COUNT            sends COUNT messages, takes    done CPU_NS ELAPSED_NS
 *                                  these and COUNT of the first's
 * locks ...                        as {@link LockPeer} says
 * </pre>
 *
 * <p>When its input ends, it ends, whatever it waits for: the first process is gone.
 */
final class Peer {
    private final List<Loop> loops = new ArrayList<>();
    private final LockPeer locks = new LockPeer();

    private Peer() {}

    static void run(int cpu) throws IOException, InterruptedException {
        PrintStream replies = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BlockingQueue<String> commands = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> read(commands), "commands");
        reader.setDaemon(true);
        reader.start();
        Peer peer = new Peer();
        try (Affinity pin = Affinity.pin(cpu)) {
            replies.println("ready");
            while (true) {
                replies.println(peer.reply(commands.take().split(" ", 5)));
            }
        }
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
        int connection = Integer.parseInt(command[1]);
        long count = Long.parseLong(command[2]);
        long cpuNs = -ThreadCpu.nanos();
        long elapsedNs = run(command[0], loops.get(connection), count);
        cpuNs += ThreadCpu.nanos();
        return "done " + cpuNs + " " + elapsedNs;
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
            loops.add(OwnClasses.open(command[1], Side.SECOND, setup));
            return "ok";
        } catch (IOException | RuntimeException e) {
            return "unavailable " + Unavailable.reason(e);
        }
    }
}
