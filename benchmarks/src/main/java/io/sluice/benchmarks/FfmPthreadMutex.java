package io.sluice.benchmarks;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.util.Optional;

/**
 * A {@code pthread_mutex_t} locked and unlocked through {@code java.lang.foreign}.
 *
 * <p>By reflection, because these classes are compiled for 17; the handles are static and final, so
 * that the JIT compiles a call as if it had been written directly.
 */
final class FfmPthreadMutex implements Exclusion {
    private static final String FOREIGN = "java.lang.foreign.";
    private static final MethodHandle LOCK = intOfLong("pthread_mutex_lock");
    private static final MethodHandle UNLOCK = intOfLong("pthread_mutex_unlock");

    @SuppressWarnings("UnusedVariable")
    private final LockArea area; // keeps the memory mapped

    private final long address;

    FfmPthreadMutex(LockArea area) {
        this.area = area;
        address = area.buffer().addressOffset() + LockArea.LOCK;
    }

    @Override
    public void lock() throws IOException {
        PthreadMutex.check(call(LOCK, address), "pthread_mutex_lock");
    }

    @Override
    public void unlock() throws IOException {
        PthreadMutex.check(call(UNLOCK, address), "pthread_mutex_unlock");
    }

    private static int call(MethodHandle function, long argument) {
        try {
            return (int) function.invokeExact(argument);
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    private static MethodHandle intOfLong(String name) {
        try {
            Class<?> linkerType = type("Linker");
            Class<?> layoutType = type("MemoryLayout");
            Class<?> optionType = type("Linker$Option");
            Object linker = linkerType.getMethod("nativeLinker").invoke(null);
            Object lookup = linkerType.getMethod("defaultLookup").invoke(linker);
            Object found =
                    type("SymbolLookup").getMethod("find", String.class).invoke(lookup, name);
            Object symbol = ((Optional<?>) found).orElseThrow();
            Object arguments = Array.newInstance(layoutType, 1);
            Array.set(arguments, 0, type("ValueLayout").getField("JAVA_LONG").get(null));
            Object descriptor =
                    type("FunctionDescriptor")
                            .getMethod("of", layoutType, layoutType.arrayType())
                            .invoke(
                                    null,
                                    type("ValueLayout").getField("JAVA_INT").get(null),
                                    arguments);
            return (MethodHandle)
                    linkerType
                            .getMethod(
                                    "downcallHandle",
                                    type("MemorySegment"),
                                    type("FunctionDescriptor"),
                                    optionType.arrayType())
                            .invoke(linker, symbol, descriptor, Array.newInstance(optionType, 0));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(FOREIGN + name);
    }
}
