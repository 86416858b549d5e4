package io.sluice.shm;

import io.sluice.core.LinuxException;
import io.sluice.core.linux.Errno;
import java.util.concurrent.atomic.AtomicLong;

/** A segment with a name of its own, of which jcstress makes many. */
public final class NamedSegment {
    private static final AtomicLong NAMES = new AtomicLong();

    private final SegmentOptions options =
            SegmentOptions.named(
                    "sluice-stress-"
                            + ProcessHandle.current().pid()
                            + "-"
                            + NAMES.incrementAndGet());

    /** Creates it. */
    public void create() {
        Segment.create(options, Long.BYTES).close();
    }

    /** Opens it as soon as there is the name. Returns whether all of its header was there. */
    public boolean isWholeOnceNamed() {
        while (true) {
            try (Segment segment = Segment.open(options, Long.BYTES)) {
                return segment.buffer().getLong(SegmentLayout.NONCE) != 0; // which is written last
            } catch (SegmentException e) {
                return false;
            } catch (LinuxException e) {
                if (e.errno() != Errno.ENOENT) {
                    throw e;
                }
            }
        }
    }

    /** Removes the name. */
    public void unlink() {
        Segment.unlink(options);
    }
}
