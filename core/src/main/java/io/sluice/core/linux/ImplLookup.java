package io.sluice.core.linux;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads {@code MethodHandles.Lookup.IMPL_LOOKUP} through JNI, which asks for no flag.
 *
 * <p>JNI ignores Java's access checks. Its function table is reached from JNA: the JVM, its
 * environment for this thread, then the two functions that read a static field.
 *
 * <p>Source: the JNI specification, chapters 4 (function table) and 5 (invocation interface).
 */
public final class ImplLookup {
    private static final int GET_ENV = 6;
    private static final int GET_STATIC_FIELD_ID = 144;
    private static final int GET_STATIC_OBJECT_FIELD = 145;
    private static final int JNI_VERSION_1_8 = 0x00010008;
    private static final Map<String, Object> OBJECTS = Map.of(Library.OPTION_ALLOW_OBJECTS, true);

    private ImplLookup() {}

    /** Exports a package of {@code java.base} to one module: its public members. */
    public static void export(String packageName, Module to) {
        add("implAddExports", packageName, to);
    }

    /** Opens a package of {@code java.base} to one module: all members, by reflection as well. */
    public static void open(String packageName, Module to) {
        add("implAddOpens", packageName, to);
    }

    private static void add(String method, String packageName, Module to) {
        try {
            read().findVirtual(
                            Module.class,
                            method,
                            MethodType.methodType(void.class, String.class, Module.class))
                    .invoke(Object.class.getModule(), packageName, to);
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    private static MethodHandles.Lookup read() {
        Pointer environment = environment();
        Pointer field =
                (Pointer)
                        function(environment, GET_STATIC_FIELD_ID)
                                .invoke(
                                        Pointer.class,
                                        new Object[] {
                                            environment,
                                            MethodHandles.Lookup.class,
                                            "IMPL_LOOKUP",
                                            "Ljava/lang/invoke/MethodHandles$Lookup;"
                                        },
                                        OBJECTS);
        return (MethodHandles.Lookup)
                function(environment, GET_STATIC_OBJECT_FIELD)
                        .invoke(
                                Object.class,
                                new Object[] {environment, MethodHandles.Lookup.class, field},
                                OBJECTS);
    }

    private static Pointer environment() {
        PointerByReference vm = new PointerByReference();
        libjvm().getFunction("JNI_GetCreatedJavaVMs")
                .invokeInt(new Object[] {vm, 1, new IntByReference()});
        PointerByReference environment = new PointerByReference();
        function(vm.getValue(), GET_ENV)
                .invokeInt(new Object[] {vm.getValue(), environment, JNI_VERSION_1_8});
        return environment.getValue();
    }

    private static NativeLibrary libjvm() {
        Path path = Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");
        return Files.exists(path)
                ? NativeLibrary.getInstance(path.toString(), OBJECTS)
                : NativeLibrary.getProcess(OBJECTS);
    }

    private static Function function(Pointer object, int index) {
        return Function.getFunction(
                object.getPointer(0).getPointer((long) index * Native.POINTER_SIZE));
    }
}
