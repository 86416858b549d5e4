package io.sluice.benchmarks;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import io.sluice.core.AgronaAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.BitUtil;

/**
 * Aeron's shared memory, one stream each way, with a media driver that has no thread of its own:
 * the first side's runs it, since there are two CPUs.
 *
 * <p>Between two of its slices a row does not run, so nothing may take a silent client for dead.
 */
final class AeronTransport implements Transport {
    static final long NEVER_NS = TimeUnit.HOURS.toNanos(24);
    private static final int LEAST_MTU = 1408;
    private static final int MESSAGES_IN_TERM = 8; // at least: Aeron's own limit

    @Override
    public String id() {
        return "aeron-ipc";
    }

    @Override
    public String description() {
        return "Aeron IPC, an exclusive publication each way, "
                + Setup.CAPACITY
                + " under way, half of one of three terms; the media driver is run by the first"
                + " side's thread (INVOKER); spins";
    }

    @Override
    public Channel open(Side side, Setup setup) throws IOException {
        AgronaAccess.ensureOpen();
        Path directory = setup.directory().resolve("aeron");
        return side == Side.FIRST
                ? AeronChannel.first(launch(directory, setup), setup.payload())
                : AeronChannel.second(directory, setup.payload());
    }

    private static MediaDriver launch(Path directory, Setup setup) {
        int frame =
                BitUtil.align(
                        setup.payload() + DataHeaderFlyweight.HEADER_LENGTH,
                        FrameDescriptor.FRAME_ALIGNMENT);
        int term =
                Math.max(
                        2 * setup.capacity(),
                        BitUtil.findNextPositivePowerOfTwo(MESSAGES_IN_TERM * frame));
        int mtu = Math.min(io.aeron.driver.Configuration.MAX_UDP_PAYLOAD_LENGTH, frame);
        return MediaDriver.launch(
                new MediaDriver.Context()
                        .aeronDirectoryName(directory.toString())
                        .threadingMode(ThreadingMode.INVOKER)
                        .asyncExecutorEnabled(false)
                        .dirDeleteOnStart(true)
                        .dirDeleteOnShutdown(true)
                        .warnIfDirectoryExists(false)
                        .termBufferSparseFile(false)
                        .ipcTermBufferLength(term)
                        .ipcMtuLength(Math.max(LEAST_MTU, mtu))
                        .clientLivenessTimeoutNs(NEVER_NS)
                        .publicationUnblockTimeoutNs(2 * NEVER_NS)
                        .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(NEVER_NS)));
    }
}
