package io.sluice.core.linux;

/** The machine the JVM runs on; only those whose call numbers and layouts are known are served. */
final class Architecture {
    static final boolean AARCH64 = isAarch64();

    private Architecture() {}

    private static boolean isAarch64() {
        String os = System.getProperty("os.name");
        String arch = System.getProperty("os.arch");
        boolean x86 = arch.equals("amd64") || arch.equals("x86_64");
        boolean aarch64 = arch.equals("aarch64");
        if (!os.equals("Linux") || !(x86 || aarch64)) {
            throw new UnsupportedOperationException(
                    "Sluice runs on Linux, x86-64 or aarch64; this is os.name="
                            + os
                            + " os.arch="
                            + arch);
        }
        return aarch64;
    }
}
