/** Segments in /dev/shm, and the rings and locks in them. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.sluice.shm {
    requires transitive io.sluice.futex;
    requires transitive org.agrona;
    requires static transitive chronicle.bytes;
    requires static transitive com.google.errorprone.annotations;

    exports io.sluice.shm;
}
