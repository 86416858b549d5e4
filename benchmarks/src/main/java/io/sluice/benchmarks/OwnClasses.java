package io.sluice.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Loads the rings, ours and the rivals', or the locks, and all that drives them once more for one
 * end, so that what the JIT saw of one row does not decide how it compiles another.
 *
 * <p>A ring's read calls whatever handler it was given. In a JVM with one ring the JIT compiles
 * both into one; in a JVM with ten it would call through a table for each message, which costs more
 * than the fastest of them take. So do the loops on a lock, which reach it through an interface.
 */
final class OwnClasses extends ClassLoader {
    /** Chronicle's are not among them: they make threads and read the system's properties once. */
    private static final List<String> OWN =
            List.of("io.sluice.", "org.agrona.", "io.aeron.", "com.lmax.", "org.jctools.");

    private OwnClasses() {
        super(OwnClasses.class.getClassLoader());
    }

    /** Opens one end, as {@link ChannelLoop#open} of classes of its own. */
    static Loop open(String id, Side side, Setup setup) throws IOException {
        return open(new OwnClasses(), id, side, setup);
    }

    /** Opens the other end, as {@link #open} but of the classes of the first one. */
    static Loop openBeside(Loop first, String id, Side side, Setup setup) throws IOException {
        return open(first.getClass().getClassLoader(), id, side, setup);
    }

    private static Loop open(ClassLoader loader, String id, Side side, Setup setup)
            throws IOException {
        return (Loop)
                open(
                        loader,
                        ChannelLoop.class,
                        id,
                        side == Side.FIRST,
                        setup.directory(),
                        setup.payload(),
                        setup.poll());
    }

    /** Opens one end of a lock, as {@link LockWorker#open} of classes of its own. */
    static LockLoop openLock(String id, boolean first, Path directory) throws IOException {
        return (LockLoop) open(new OwnClasses(), LockWorker.class, id, first, directory);
    }

    private static Object open(ClassLoader loader, Class<?> original, Object... arguments)
            throws IOException {
        try {
            Class<?> own = loader.loadClass(original.getName());
            Method open =
                    Arrays.stream(own.getDeclaredMethods())
                            .filter(method -> method.getName().equals("open"))
                            .findAny()
                            .orElseThrow();
            open.setAccessible(true);
            return open.invoke(null, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!isOwn(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        String file = name.replace('.', '/') + ".class";
        try (InputStream in = getParent().getResourceAsStream(file)) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    /** Not those through which the copies are called. */
    private static boolean isOwn(String name) {
        return OWN.stream().anyMatch(name::startsWith)
                && !name.equals(Loop.class.getName())
                && !name.equals(Pace.class.getName())
                && !name.equals(LockLoop.class.getName());
    }
}
