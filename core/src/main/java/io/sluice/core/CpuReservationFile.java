package io.sluice.core;

import io.sluice.core.linux.Errno;
import io.sluice.core.linux.FileStatus;
import io.sluice.core.linux.LinuxFile;
import io.sluice.core.linux.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The file whose locks say which CPUs are reserved, and whose bytes say by whom.
 *
 * <pre>
 * offset       size  field
 * 0            8     magic; its first byte is locked while somebody chooses
 * 8            4     version
 * 64 + 32 cpu  8     pid of the holder, 0 if there is none; its first byte is locked by the holder
 *      +  8    8     when that process started, in clock ticks since boot
 *      + 16    8     the inode number of the pid namespace it counts in
 *      + 24    8     since when it holds, in milliseconds of the wall clock
 * </pre>
 *
 * <p>The locks are the truth. A record is read only to tell a person, and is written by the holder
 * of its lock; one of a process that has died since shows by the start time.
 */
final class CpuReservationFile implements AutoCloseable {
    static final String NAME = "sluice-cpus";

    private static final int MODE = 0666; // who holds a CPU matters to every user
    private static final long MAGIC = 0x5355_5043_5243_4c53L; // "SLCRCPUS"
    private static final int VERSION = 1;
    private static final int HEADER_LENGTH = 64;
    private static final int RECORD_LENGTH = 32;
    private static final int OPEN_TRIES = 100;
    private static final long CHOOSING_LIMIT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long CHOOSING_POLL_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private final LinuxFile file;
    private final Path path;

    private CpuReservationFile(LinuxFile file, Path path) {
        this.file = file;
        this.path = path;
    }

    static CpuReservationFile openOrCreate(Path directory) {
        Path path = directory.resolve(NAME);
        for (int i = 0; i < OPEN_TRIES; i++) {
            try {
                int flags = LinuxFile.O_RDWR | LinuxFile.O_NOFOLLOW;
                return checked(LinuxFile.open(path.toString(), flags, 0), path);
            } catch (LinuxException e) {
                if (e.errno() != Errno.ENOENT) {
                    throw e;
                }
            }
            create(directory, path);
        }
        throw new IllegalStateException(path + " is removed as often as it is made");
    }

    /** Complete before it has its name; who else made one meanwhile is as welcome. */
    private static void create(Path directory, Path path) {
        int flags = LinuxFile.O_RDWR | LinuxFile.O_TMPFILE;
        try (LinuxFile file = LinuxFile.open(directory.toString(), flags, MODE)) {
            file.chmod(MODE);
            ByteBuffer header = bytes(HEADER_LENGTH).putLong(MAGIC).putInt(VERSION).clear();
            new CpuReservationFile(file, path).write(0, header);
            boolean unused = file.link(path.toString());
        }
    }

    private static CpuReservationFile checked(LinuxFile file, Path path) {
        CpuReservationFile opened = new CpuReservationFile(file, path);
        boolean good = false;
        try {
            FileStatus status = file.status();
            boolean plausible = status.isRegular() && status.length() >= HEADER_LENGTH;
            ByteBuffer header = plausible ? opened.read(0, HEADER_LENGTH) : bytes(HEADER_LENGTH);
            if (header.getLong(0) != MAGIC) {
                throw new IllegalStateException(path + " is not a file of CPU reservations");
            }
            if (header.getInt(8) != VERSION) {
                throw new IllegalStateException(
                        path
                                + " has version "
                                + header.getInt(8)
                                + " of the file of CPU reservations; this knows version "
                                + VERSION);
            }
            good = true;
            return opened;
        } finally {
            if (!good) {
                file.close();
            }
        }
    }

    /** Keeps others from choosing meanwhile; who dies at it frees it. */
    <T> T whileChoosing(Supplier<T> choice) {
        long deadlineNs = System.nanoTime() + CHOOSING_LIMIT_NS;
        while (!file.tryLock(0)) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IllegalStateException(
                        "another process has been choosing CPUs in "
                                + path
                                + " for "
                                + TimeUnit.NANOSECONDS.toSeconds(CHOOSING_LIMIT_NS)
                                + " s; it is stopped, or slow: /proc/locks says which");
            }
            LockSupport.parkNanos(CHOOSING_POLL_NS);
        }
        try {
            return choice.get();
        } finally {
            file.unlock(0);
        }
    }

    /** The CPUs that others have. */
    CpuSet taken(CpuSet cpus) {
        return CpuSet.of(
                cpus.stream().filter(cpu -> file.isLockedByAnother(offset(cpu))).toArray());
    }

    Map<Integer, CpuHolder> holders(CpuSet cpus) {
        Map<Integer, CpuHolder> holders = new TreeMap<>();
        taken(cpus).stream().forEach(cpu -> holders.put(cpu, holder(cpu)));
        return holders;
    }

    void take(int cpu) {
        if (!file.tryLock(offset(cpu))) {
            throw new IllegalStateException("cpu=" + cpu + " was locked by one who did not choose");
        }
        long pid = ProcessIdentity.PID;
        ByteBuffer record = bytes(RECORD_LENGTH).putLong(pid);
        record.putLong(ProcessIdentity.startTicks(pid).orElse(0));
        record.putLong(ProcessIdentity.PID_NAMESPACE).putLong(System.currentTimeMillis());
        write(offset(cpu), record.clear());
    }

    /** Clears the records while they are still this one's to write. */
    void giveBack(List<Integer> cpus) {
        for (int cpu : cpus) {
            write(offset(cpu), bytes(RECORD_LENGTH));
            file.unlock(offset(cpu));
        }
    }

    private CpuHolder holder(int cpu) {
        ByteBuffer record = read(offset(cpu), RECORD_LENGTH);
        long pid = record.getLong(0);
        long namespace = record.getLong(16);
        boolean told = pid != 0 && namespace != ProcessIdentity.PID_NAMESPACE;
        // In this namespace it can be checked; in another the pid is nobody's or somebody else's.
        boolean checked =
                pid != 0
                        && ProcessIdentity.startTicks(pid)
                                .equals(OptionalLong.of(record.getLong(8)));
        return told || checked
                ? new CpuHolder(
                        OptionalLong.of(pid), namespace, Instant.ofEpochMilli(record.getLong(24)))
                : CpuHolder.UNKNOWN;
    }

    private static long offset(int cpu) {
        return HEADER_LENGTH + (long) RECORD_LENGTH * cpu;
    }

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer read(long offset, int length) {
        ByteBuffer bytes = bytes(length);
        try (FileChannel channel = open(StandardOpenOption.READ)) {
            int unused = channel.read(bytes, offset); // zeros beyond the end
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes;
    }

    private void write(long offset, ByteBuffer bytes) {
        try (FileChannel channel = open(StandardOpenOption.WRITE)) {
            int unused = channel.write(bytes, offset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By descriptor: the name may lead elsewhere by now. */
    private FileChannel open(StandardOpenOption access) throws IOException {
        return FileChannel.open(Path.of(file.descriptorPath()), access);
    }

    @Override
    public void close() {
        file.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
