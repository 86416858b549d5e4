package io.sluice.shm;

import io.sluice.core.linux.ProcessIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Named locks stored by the first version are what they were to this one, and so are those that
 * this version leaves. As {@link GoldenSegmentTest} has it, they are written anew by
 *
 * <pre>
 * mvn test -pl core,futex,shm -Dtest=GoldenNamedTest#storedOneIsWrittenAnew \
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dsluice.golden=write
 * </pre>
 */
@Timeout(60)
class GoldenNamedTest {
    private static final String NAME = "GoldenNamedTest-" + ProcessHandle.current().pid();
    private static final int MUTEX_PID_NAMESPACE = 4096 + 20;

    private final SegmentOptions options = SegmentOptions.named(NAME);
    private final SegmentOptions fresh = SegmentOptions.named(NAME + "-fresh");

    @AfterEach
    void cleanUp() {
        Segment.unlink(options);
        Segment.unlink(fresh);
    }

    @ParameterizedTest
    @EnumSource
    void storedOneIsAsItWasLeft(GoldenNamed kind) throws Exception {
        GoldenFile.read(kind, options.path());
        Files.setPosixFilePermissions(options.path(), PosixFilePermissions.fromString("rw-------"));
        if (EnumSet.of(GoldenNamed.ROBUST_MUTEX, GoldenNamed.PI_MUTEX, GoldenNamed.MONITOR)
                .contains(kind)) {
            bringToThisPidNamespace(options.path());
        }
        kind.check(options);
    }

    /** It holds no thread's id, being free. */
    private static void bringToThisPidNamespace(Path path) throws IOException {
        ByteBuffer here = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
        here.putInt(0, (int) ProcessIdentity.PID_NAMESPACE);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.write(here, MUTEX_PID_NAMESPACE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneOfThisVersionIsAsItWasLeft(GoldenNamed kind) throws Exception {
        kind.leave(options).close();
        kind.check(options);
    }

    @ParameterizedTest
    @EnumSource
    @EnabledIfSystemProperty(named = "sluice.golden", matches = "write")
    void storedOneIsWrittenAnew(GoldenNamed kind) throws Exception {
        kind.leave(fresh).close();
        GoldenFile.write(kind, fresh.path());
    }
}
