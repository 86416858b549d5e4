package io.sluice.core;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * CPUs that no other reservation on the machine has, until closed or the process dies.
 *
 * <pre>{@code
 * try (CpuReservation reserved =
 *                 CpuReservation.reserve(topology, Placement.usable().oneOfEachCore(), 2);
 *         Affinity pin = Affinity.pin(reserved.cpus().get(0))) {
 *     ...
 * }
 * }</pre>
 *
 * <p>An agreement between those who reserve: nothing keeps other processes off the CPUs, which is
 * what {@code isolcpus} and cpusets are for. It holds between all users and containers that see the
 * same directory; a container has a {@code /dev/shm} of its own unless told otherwise. The kernel
 * drops the locks of a process that dies, however it dies. The file, {@code sluice-cpus}, stays;
 * whoever removes it while somebody has a CPU ends the agreement. Any thread may call.
 *
 * <p>Source: fcntl(2) on open file description locks.
 */
public final class CpuReservation implements AutoCloseable {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final CpuReservationFile file;
    private final List<Integer> cpus;
    private boolean closed; // guarded by this

    private CpuReservation(CpuReservationFile file, List<Integer> cpus) {
        this.file = file;
        this.cpus = cpus;
    }

    /** As the longer form, in {@code /dev/shm}. */
    public static CpuReservation reserve(Topology topology, Placement placement, int count) {
        return reserve(SHARED_MEMORY, topology, placement, count);
    }

    /**
     * Reserves the best CPUs that nobody has, all or none. Waits for nobody who has some; of two
     * that choose at once, one chooses first.
     *
     * @param directory where all who exclude one another look, on a tmpfs
     * @param count how many, at least 1
     * @throws PlacementException if too few fit; it says which rule left which, and who has others
     * @throws LinuxException if the file may not be opened or made: EACCES, ELOOP for a symbolic
     *     link
     * @throws IllegalStateException if what is there is not such a file, or another process stopped
     *     while it was choosing
     */
    public static CpuReservation reserve(
            Path directory, Topology topology, Placement placement, int count) {
        CpuReservationFile file = CpuReservationFile.openOrCreate(directory);
        boolean reserved = false;
        try {
            List<Integer> cpus = file.whileChoosing(() -> take(file, topology, placement, count));
            reserved = true;
            return new CpuReservation(file, cpus);
        } finally {
            if (!reserved) {
                file.close();
            }
        }
    }

    /** Who has which CPU, in {@code /dev/shm}. */
    public static Map<Integer, CpuHolder> holders(Topology topology) {
        return holders(SHARED_MEMORY, topology);
    }

    /** Who has which of the machine's CPUs, this process included. Takes nothing. */
    public static Map<Integer, CpuHolder> holders(Path directory, Topology topology) {
        try (CpuReservationFile file = CpuReservationFile.openOrCreate(directory)) {
            return file.holders(topology.cpus());
        }
    }

    private static List<Integer> take(
            CpuReservationFile file, Topology topology, Placement placement, int count) {
        CpuSet taken = file.taken(topology.cpus());
        List<Integer> chosen;
        try {
            chosen = placement.choose(topology, count, taken);
        } catch (PlacementException e) {
            throw new PlacementException(e.getMessage() + reservedBy(file.holders(taken)));
        }
        chosen.forEach(file::take);
        return chosen;
    }

    private static String reservedBy(Map<Integer, CpuHolder> holders) {
        return holders.entrySet().stream()
                .map(entry -> "; CPU " + entry.getKey() + " is reserved by " + entry.getValue())
                .collect(Collectors.joining());
    }

    /** The CPUs, the better one first. */
    public List<Integer> cpus() {
        return cpus;
    }

    /** Gives the CPUs back. Whoever is pinned to them stays so. Closing twice does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            file.giveBack(cpus);
            file.close();
        }
    }

    /** The CPUs. */
    @Override
    public String toString() {
        return "CPUs " + cpus + " reserved in " + file;
    }
}
