package io.sluice.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;

/**
 * A hidden copy of a class of this package with a profile of its own, so that what the JIT saw of
 * one transport does not decide how it compiles another.
 *
 * @param <T> what the class is known as
 */
final class OwnProfile<T> {
    private final Class<T> type;
    private final Constructor<?> constructor;

    /** Copies {@code original}, whose constructor has these parameters. */
    OwnProfile(Class<T> type, Class<? extends T> original, Class<?>... parameters) {
        this.type = type;
        try (InputStream in = original.getResourceAsStream(original.getSimpleName() + ".class")) {
            constructor =
                    MethodHandles.lookup()
                            .defineHiddenClass(in.readAllBytes(), true)
                            .lookupClass()
                            .getDeclaredConstructor(parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    T create(Object... arguments) {
        try {
            return type.cast(constructor.newInstance(arguments));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
