/** Everything that sleeps on a word of shared memory. */
module io.sluice.futex {
    requires transitive io.sluice.core;
    requires static transitive com.google.errorprone.annotations;

    exports io.sluice.futex;
}
