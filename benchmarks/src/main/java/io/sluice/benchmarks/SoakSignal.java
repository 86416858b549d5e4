package io.sluice.benchmarks;

import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.SystemCall;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Stops processes, and lets them go on.
 *
 * <p>Source: rt_tgsigqueueinfo(2), signal(7): SIGSTOP and SIGCONT are for a whole process,
 * whichever thread is sent them.
 */
final class SoakSignal {
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;
    private static final int SI_QUEUE = -1;
    private static final int INFO_LENGTH = 128;
    private static final int INFO_CODE = 8;
    private static final int INFO_PID = 16;

    private final UnsafeBuffer info = NativeMemory.allocate(INFO_LENGTH);

    /** Sends SIGSTOP. */
    void stop(long pid) {
        send(pid, SIGSTOP);
    }

    /** Sends SIGCONT. */
    void resume(long pid) {
        send(pid, SIGCONT);
    }

    private void send(long pid, int signal) {
        info.putInt(0, signal);
        info.putInt(INFO_CODE, SI_QUEUE);
        info.putInt(INFO_PID, (int) ProcessHandle.current().pid());
        CallResult.check(
                Kernel.callKeeping(
                        info,
                        SystemCall.RT_TGSIGQUEUEINFO,
                        pid,
                        pid, // its first thread, which a JVM keeps
                        signal,
                        info.addressOffset()),
                "rt_tgsigqueueinfo(" + pid + ", " + signal + ")");
    }
}
