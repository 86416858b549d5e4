package io.sluice.core.contract;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How root starts a JVM as a user who owns nothing. */
public final class OrdinaryUser {
    /** The user, and the group. */
    public static final int ID = 65534;

    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    private OrdinaryUser() {}

    /** Whether this process can start one. */
    public static boolean canBeStarted() throws IOException {
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        return root && Files.isExecutable(SETPRIV);
    }

    /**
     * The command of a JVM with this one's class path.
     *
     * @param readable a directory every user may read, where the class path is copied to
     */
    public static List<String> command(Path readable, Class<?> main, String... arguments)
            throws IOException {
        String id = "" + ID;
        List<String> command =
                new ArrayList<>(
                        List.of(
                                SETPRIV.toString(),
                                "--reuid",
                                id,
                                "--regid",
                                id,
                                "--clear-groups",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                copiedClassPath(readable),
                                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String copiedClassPath(Path readable) throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path from = Path.of(entry);
            Path to = readable.resolve(copies.size() + "-" + from.getFileName());
            try (Stream<Path> files = Files.exists(from) ? Files.walk(from) : Stream.empty()) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    Path copy = to.resolve(from.relativize(file).toString());
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            copies.add(to.toString());
        }
        return String.join(File.pathSeparator, copies);
    }
}
