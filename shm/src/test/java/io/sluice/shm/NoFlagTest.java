package io.sluice.shm;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import client.ChronicleClient;
import client.ModuleClient;
import io.sluice.core.contract.ChildJvm;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** A JVM started without any flag uses a ring; and what it says where that cannot be. */
@Timeout(120)
class NoFlagTest {
    private static void assertOneMessage(List<String> flags) throws Exception {
        try (ChildJvm child = ChildJvm.start(flags, ModuleClient.class)) {
            String output = child.end();
            assertTrue(output.contains("written true, read 1"), output);
            assertTrue(output.endsWith("exit 0"), output);
        }
    }

    @Test
    void bareJvmUsesARing() throws Exception {
        assertOneMessage(List.of());
    }

    @Test
    void bareJvmUsesARingThroughJna() throws Exception {
        assertOneMessage(List.of("-Dsluice.native=jna"));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_22)
    void bareJvmUsesARingThroughFfm() throws Exception {
        assertOneMessage(List.of("-Dsluice.native=ffm"));
    }

    /**
     * Chronicle says a few things to its log when it starts; nothing else may be said, or asked.
     */
    @Test
    void bareJvmUsesChronicleBytesAndNobodyPhonesHome() throws Exception {
        try (ChildJvm child =
                ChildJvm.start(List.of("-Xlog:class+load:stdout"), ChronicleClient.class)) {
            String output = child.end();
            assertTrue(output.contains("read hello\n"), output);
            assertTrue(output.contains("written true, read 1\nafterwards an exception"), output);
            assertTrue(output.endsWith("exit 0"), output);
            for (String line : output.split("\n", -1)) {
                boolean calls =
                        line.matches(
                                ".*(java.net.(InetAddress|Socket) |HttpURL|java.net.http|nalytics).*");
                assertFalse(calls, line);
            }
        }
    }

    @Test
    void openedByHandItWorksWithTheOptOut() throws Exception {
        assertOneMessage(
                List.of(
                        "-Dsluice.agrona.open=false",
                        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"));
    }

    @Test
    void optOutWithoutTheFlagNamesTheFlag() throws Exception {
        try (ChildJvm child =
                ChildJvm.start(List.of("-Dsluice.agrona.open=false"), ModuleClient.class)) {
            String output = child.end();
            String flag = "--add-opens java.base/jdk.internal.misc=ALL-UNNAMED";
            assertTrue(output.contains(flag), output);
            assertTrue(output.endsWith("exit 1"), output);
        }
    }

    @Test
    void unknownBindingIsNamed() throws Exception {
        try (ChildJvm child = ChildJvm.start(List.of("-Dsluice.native=jni"), ModuleClient.class)) {
            String output = child.end();
            assertTrue(output.contains("sluice.native=jni is neither ffm nor jna"), output);
        }
    }

    /** The library and its two dependencies as named modules, the program on the class path. */
    @Test
    void namedModulesWorkToo() throws Exception {
        List<String> modules = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            boolean library =
                    entry.contains("agrona")
                            || entry.contains("/jna")
                            || Files.exists(Path.of(entry, "module-info.class"))
                            || entry.matches(".*sluice-(core|futex|shm)[^/]*(?<!-tests)\\.jar");
            (library ? modules : rest).add(entry);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-p", String.join(File.pathSeparator, modules)));
        command.addAll(List.of("--add-modules", "io.sluice.shm"));
        command.addAll(List.of("-cp", String.join(File.pathSeparator, rest)));
        command.add(ModuleClient.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(output.contains("io.sluice.shm: written true, read 1"), output);
    }
}
