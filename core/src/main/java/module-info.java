/** The kernel boundary, CPU sets and affinity. */
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module io.sluice.core {
    requires transitive org.agrona;
    requires com.sun.jna;
    requires static transitive com.google.errorprone.annotations;

    exports io.sluice.core;
    exports io.sluice.core.linux to
            io.sluice.futex,
            io.sluice.shm;
}
