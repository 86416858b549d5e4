package io.sluice.core;

import io.sluice.core.linux.Errno;

/** A system call failed: which, with what arguments, how, and what to do about it where known. */
public final class LinuxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int errno;

    /**
     * Describes a failed call.
     *
     * @param call the call as the manual names it, with its arguments: {@code
     *     "fallocate(/dev/shm/prices, 4096 bytes)"}
     * @param errno the error number, positive
     * @param advice one sentence of what to do, or an empty string
     */
    public LinuxException(String call, int errno, String advice) {
        super(call + " failed: " + Errno.name(errno) + (advice.isEmpty() ? "" : ". " + advice));
        this.call = call;
        this.errno = errno;
    }

    /** The call and its arguments. */
    public String call() {
        return call;
    }

    /** The error number, positive. */
    public int errno() {
        return errno;
    }

    /** The error's name, such as {@code ENOSPC}. */
    public String errnoName() {
        return Errno.name(errno);
    }
}
