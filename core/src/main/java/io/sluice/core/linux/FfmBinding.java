package io.sluice.core.linux;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.Optional;

/**
 * {@code syscall} through {@code java.lang.foreign}: JDK 22 and later, as fast as JNI.
 *
 * <p>The API is reached by reflection because these classes are compiled for 17. The handles are
 * static and final and their types primitive but for the errno capture, so that the JIT compiles a
 * call as if it had been written directly.
 */
final class FfmBinding implements Binding {
    private static final String FOREIGN = "java.lang.foreign.";
    private static final int SYSCALL_ARGUMENTS = 7;

    /** {@code long (Object capture, long number, long a, ... long f)}. */
    private static final MethodHandle SYSCALL;

    /** {@code int (Object capture)}. */
    private static final MethodHandle ERRNO;

    /** {@code Object ()}: memory for one thread's errno. */
    private static final MethodHandle NEW_CAPTURE;

    static {
        try {
            Class<?> option = type("Linker$Option");
            Object layout = option.getMethod("captureStateLayout").invoke(null);
            SYSCALL = syscallHandle(option);
            ERRNO = errnoHandle();
            long size = (Long) type("MemoryLayout").getMethod("byteSize").invoke(layout);
            MethodHandle arena =
                    MethodHandles.publicLookup()
                            .findStatic(
                                    type("Arena"), "ofAuto", MethodType.methodType(type("Arena")));
            MethodHandle allocate =
                    MethodHandles.publicLookup()
                            .findVirtual(
                                    type("Arena"),
                                    "allocate",
                                    MethodType.methodType(
                                            type("MemorySegment"), long.class, long.class));
            // An arena for each thread, so that the memory goes with the thread.
            NEW_CAPTURE =
                    MethodHandles.collectArguments(
                                    MethodHandles.insertArguments(
                                            allocate, 1, size, (long) Long.BYTES),
                                    0,
                                    arena)
                            .asType(MethodType.methodType(Object.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final ThreadLocal<Object> CAPTURE =
            ThreadLocal.withInitial(FfmBinding::newCapture);

    @Override
    public long syscall(int number, long a, long b, long c, long d, long e, long f) {
        Object capture = CAPTURE.get();
        try {
            long result = (long) SYSCALL.invokeExact(capture, (long) number, a, b, c, d, e, f);
            return result == -1 ? -(int) ERRNO.invokeExact(capture) : result;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static Object newCapture() {
        try {
            return NEW_CAPTURE.invokeExact();
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static MethodHandle syscallHandle(Class<?> option) throws ReflectiveOperationException {
        Class<?> linkerType = type("Linker");
        Class<?> layoutType = type("MemoryLayout");
        Object linker = linkerType.getMethod("nativeLinker").invoke(null);
        Object lookup = linkerType.getMethod("defaultLookup").invoke(linker);
        Method find = type("SymbolLookup").getMethod("find", String.class);
        Object symbol = ((Optional<?>) find.invoke(lookup, "syscall")).orElseThrow();

        Object javaLong = type("ValueLayout").getField("JAVA_LONG").get(null);
        Object arguments = Array.newInstance(layoutType, SYSCALL_ARGUMENTS);
        for (int i = 0; i < SYSCALL_ARGUMENTS; i++) {
            Array.set(arguments, i, javaLong);
        }
        Class<?> descriptorType = type("FunctionDescriptor");
        Object descriptor =
                descriptorType
                        .getMethod("of", layoutType, layoutType.arrayType())
                        .invoke(null, javaLong, arguments);

        Object options = Array.newInstance(option, 1);
        Object captureErrno =
                option.getMethod("captureCallState", String[].class)
                        .invoke(null, (Object) new String[] {"errno"});
        Array.set(options, 0, captureErrno);
        MethodHandle handle =
                (MethodHandle)
                        linkerType
                                .getMethod(
                                        "downcallHandle",
                                        type("MemorySegment"),
                                        descriptorType,
                                        option.arrayType())
                                .invoke(linker, symbol, descriptor, options);
        return handle.asType(handle.type().changeParameterType(0, Object.class));
    }

    private static MethodHandle errnoHandle() throws ReflectiveOperationException {
        // The capture layout of Linux holds errno alone, an int at offset 0.
        MethodHandle get =
                MethodHandles.publicLookup()
                        .findVirtual(
                                type("MemorySegment"),
                                "get",
                                MethodType.methodType(
                                        int.class, type("ValueLayout$OfInt"), long.class));
        Object javaInt = type("ValueLayout").getField("JAVA_INT").get(null);
        return MethodHandles.insertArguments(get, 1, javaInt, 0L)
                .asType(MethodType.methodType(int.class, Object.class));
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(FOREIGN + name);
    }

    private static RuntimeException unexpected(Throwable t) {
        if (t instanceof RuntimeException e) {
            return e;
        }
        if (t instanceof Error e) {
            throw e;
        }
        return new IllegalStateException(t);
    }
}
