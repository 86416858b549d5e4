package io.sluice.shm;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.regex.Pattern;
import org.agrona.concurrent.AtomicBuffer;

/** Memory that stops whoever uses it at its n-th store: that store, and none after it, happens. */
final class CrashingBuffer {
    private static final Pattern STORE = Pattern.compile("(put|add|setMemory|compareAnd|getAnd).*");

    /** The participant is dead. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final AtomicBuffer memory;
    private final int survivedStores;
    private int stores;

    private CrashingBuffer(AtomicBuffer memory, int survivedStores) {
        this.memory = memory;
        this.survivedStores = survivedStores;
    }

    /**
     * The same memory, for a participant that dies instead of its store number {@code n}, from 0.
     */
    static AtomicBuffer dyingAt(int n, AtomicBuffer memory) {
        CrashingBuffer crashing = new CrashingBuffer(memory, n);
        return (AtomicBuffer)
                Proxy.newProxyInstance(
                        CrashingBuffer.class.getClassLoader(),
                        new Class<?>[] {AtomicBuffer.class},
                        (proxy, method, arguments) -> {
                            if (STORE.matcher(method.getName()).matches()) {
                                crashing.store();
                            }
                            try {
                                return method.invoke(crashing.memory, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private void store() {
        if (stores >= survivedStores) {
            throw new Crash();
        }
        stores++;
    }
}
