package io.sluice.futex;

import io.sluice.core.AgronaAccess;
import io.sluice.core.LinuxException;
import io.sluice.core.linux.Errno;
import io.sluice.core.linux.Kernel;
import io.sluice.core.linux.NativeMemory;
import io.sluice.core.linux.PlatformThreads;
import io.sluice.core.linux.SystemCall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The mutexes that a thread holds, in the list that glibc registered for it: when the thread dies,
 * however it does, the kernel walks this list and marks each of them.
 *
 * <p>An entry is the address of a mutex's next link, with bit 0 set if it inherits priorities. The
 * list is a ring through its head, newest first; the one to which something is being done is
 * pending besides.
 *
 * <pre>
 * edge     from                           to                          so that
 * PENDING  thread: pending = entry        kernel: word holds the      a death between the word's
 *          thread: word changed, links    dead thread's id, in the    change and the list's marks the
 *          changed                        list or pending             mutex too
 *          thread: pending = 0
 * LIST     thread: an entry's own links   kernel: from the head,      it finds all that are held
 *          thread: link of the one        next by next
 *          before
 * </pre>
 *
 * <p>Reader and writer are one thread, which has died when the kernel reads: the order is that of
 * the program. The links lie in shared memory, where anybody may have written: what they must be is
 * known here, no address is taken from them, and one that was changed is refused.
 *
 * <p>Source: the kernel's {@code Documentation/locking/robust-futexes.rst} and {@code
 * kernel/futex/core.c}, exit_robust_list; glibc, {@code nptl/descr.h}.
 */
class RobustList {
    /** The kernel walks so many. Source: include/uapi/linux/futex.h, ROBUST_LIST_LIMIT. */
    static final int MOST_HELD = 2048;

    /** Of no thread. */
    static final RobustList NONE = new RobustList(null, 0, 0);

    private static final int HEAD_PENDING = 16;
    private static final int HEAD_LENGTH = 24;
    private static final int PREV_FROM_NEXT = PthreadMutexLayout.PREV - PthreadMutexLayout.NEXT;
    private static final long PRIORITY_BIT = 1;
    private static final int FIRST_CAPACITY = 8;

    private static final ThreadLocal<RobustList> CURRENT =
            ThreadLocal.withInitial(RobustList::open);

    /**
     * Of all threads, by tid: keeps mapped what a thread holds until the kernel has walked its
     * list, which is after Java has forgotten the thread.
     */
    private static final Map<Integer, RobustList> ALL = new ConcurrentHashMap<>();

    final Thread thread;
    final int tid;

    final long head;
    private Held[] held = new Held[0]; // oldest first, then spare ones; by requireRoom, remove
    private int count; // by add, remove
    private boolean isBegun; // by begin, end; glibc leaves its own pending when it times out

    /** What is known of a mutex that this thread holds. */
    private static final class Held {
        private long entry;
        private long next; // what its link must be

        @SuppressWarnings("UnusedVariable") // keeps it mapped, until another is held here
        private AtomicBuffer buffer;
    }

    RobustList(Thread thread, int tid, long head) {
        this.thread = thread;
        this.tid = tid;
        this.head = head;
    }

    /**
     * The calling thread's.
     *
     * @throws IllegalStateException if it is a virtual thread, or its list is not as glibc makes it
     */
    static RobustList ofCurrentThread() {
        PlatformThreads.require("A mutex that knows its owner");
        return CURRENT.get();
    }

    private static RobustList open() {
        AgronaAccess.ensureOpen();
        UnsafeBuffer result = NativeMemory.allocate(2 * Long.BYTES);
        long error =
                Kernel.callKeeping(
                        result,
                        SystemCall.GET_ROBUST_LIST,
                        0,
                        result.addressOffset(),
                        result.addressOffset() + Long.BYTES,
                        0);
        if (error < 0) {
            throw new LinuxException(
                    SystemCall.GET_ROBUST_LIST + "(0)",
                    (int) -error,
                    error == -Errno.ENOSYS || error == -Errno.EPERM
                            ? "The kernel or a sandbox has no robust futexes: use Mutex"
                            : "");
        }
        long head = result.getLong(0);
        long length = result.getLong(Long.BYTES);
        long offset = head == 0 ? 0 : UnsafeApi.getLong(head + Long.BYTES);
        if (head == 0 || length != HEAD_LENGTH || offset != -PthreadMutexLayout.NEXT) {
            throw new IllegalStateException(
                    String.format(
                            "this thread's robust list is not as glibc makes it (head=%#x length=%d"
                                    + " offset=%d, not %d and %d): is this another C library, such as"
                                    + " musl? Use Mutex",
                            head, length, offset, HEAD_LENGTH, -PthreadMutexLayout.NEXT));
        }
        int tid = (int) Kernel.call(SystemCall.GETTID);
        RobustList list = new RobustList(Thread.currentThread(), tid, head);
        ALL.values().removeIf(RobustList::hasEnded);
        ALL.put(tid, list);
        return list;
    }

    private boolean hasEnded() {
        return !thread.isAlive() && !Files.exists(Path.of("/proc/self/task/" + tid));
    }

    /**
     * Something is about to be done to a mutex. What an Error breaks off stays pending, so that the
     * thread's end undoes it as a death would.
     *
     * @throws IllegalStateException if something was broken off
     */
    final void begin(long entry) {
        if (isBegun) {
            throw new IllegalStateException(
                    "an Error, such as StackOverflowError, broke off what this thread did to a"
                            + " mutex. Let the thread end: that frees it, and all others it holds");
        }
        put(head + HEAD_PENDING, entry); // PENDING
        isBegun = true;
    }

    /** It is done. */
    final void end() {
        put(head + HEAD_PENDING, 0); // PENDING
        isBegun = false;
    }

    /** Throws if the kernel would not see one more. */
    final void requireRoom() {
        if (count == held.length) {
            grow();
        }
    }

    private void grow() {
        if (count == MOST_HELD) {
            throw new IllegalStateException(
                    "this thread holds " + MOST_HELD + " mutexes, and the kernel frees no more");
        }
        Held[] grown = Arrays.copyOf(held, Math.max(FIRST_CAPACITY, 2 * count));
        for (int i = count; i < grown.length; i++) {
            grown[i] = new Held();
        }
        held = grown; // last: an Error leaves what was
    }

    /** Puts a mutex that this thread has locked into the list. */
    final void add(long entry, AtomicBuffer buffer) {
        long first = UnsafeApi.getLong(head);
        Held added = held[count];
        added.entry = entry;
        added.next = first;
        if (added.buffer != buffer) { // a collector's barrier costs more than the rest
            added.buffer = buffer;
        }
        count++;
        put(address(first) + PREV_FROM_NEXT, address(entry)); // LIST
        put(address(entry), first); // LIST
        put(address(entry) + PREV_FROM_NEXT, head); // LIST
        put(head, entry); // LIST
    }

    /**
     * Takes a mutex that this thread is about to unlock out of the list.
     *
     * @throws IllegalStateException if the list is not as it was left; then nothing is changed
     */
    final void remove(long entry) {
        int index = count - 1;
        while (index >= 0 && held[index].entry != entry) {
            index--;
        }
        if (index < 0) {
            throw new IllegalStateException(
                    "this thread locked the mutex in native code, or through another mapping:"
                            + " unlock it there");
        }
        boolean newest = index == count - 1;
        long prev = newest ? head : address(held[index + 1].entry);
        long next = held[index].next;
        requireLink("next", UnsafeApi.getLong(address(entry)), next);
        requireLink("prev", UnsafeApi.getLong(address(entry) + PREV_FROM_NEXT), prev);
        if (newest) {
            requireLink("first", UnsafeApi.getLong(head), entry);
        }
        put(address(next) + PREV_FROM_NEXT, prev); // LIST
        put(prev, next); // LIST
        count--;
        if (!newest) {
            held[index + 1].next = next;
            moveToSpare(index);
        }
        if (count > 0) { // else it is likely to be held there again
            held[count].buffer = null;
        }
    }

    private void moveToSpare(int index) {
        Held removed = held[index];
        System.arraycopy(held, index + 1, held, index, count - index);
        held[count] = removed;
    }

    private static void requireLink(String which, long found, long expected) {
        if (found != expected) {
            throw new IllegalStateException(
                    String.format(
                            "%s=%#x in this thread's robust list is not %#x: another process wrote"
                                    + " there, or this thread's native code locked or unlocked a"
                                    + " robust mutex meanwhile and not in reverse order. The mutex"
                                    + " stays locked until the thread ends",
                            which, found, expected));
        }
    }

    private static long address(long link) {
        return link & ~PRIORITY_BIT;
    }

    /** A store that the kernel reads after this thread's death. */
    void put(long address, long value) {
        UnsafeApi.putLongRelease(null, address, value); // PENDING, LIST
    }
}
