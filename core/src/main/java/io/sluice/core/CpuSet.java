package io.sluice.core;

import java.util.BitSet;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An immutable set of CPU numbers, written as the kernel writes it: {@code 0-3,8}. */
public final class CpuSet {
    /** One more than the highest CPU number; the kernel's own limit (NR_CPUS) is 8,192. */
    public static final int MAX_CPUS = 8192;

    private final BitSet cpus;

    private CpuSet(BitSet cpus) {
        this.cpus = cpus;
    }

    /** The set of these CPU numbers. */
    public static CpuSet of(int... numbers) {
        BitSet cpus = new BitSet();
        for (int cpu : numbers) {
            cpus.set(checked(cpu, "cpu=" + cpu));
        }
        return new CpuSet(cpus);
    }

    /**
     * Reads the kernel's list format: numbers and inclusive ranges between commas. White space
     * around the list, and an empty list, are fine; anything else throws IllegalArgumentException.
     */
    public static CpuSet parse(String list) {
        BitSet cpus = new BitSet();
        String trimmed = list.trim();
        if (!trimmed.isEmpty()) {
            for (String range : trimmed.split(",", -1)) {
                addRange(cpus, range, list);
            }
        }
        return new CpuSet(cpus);
    }

    /** Whether the CPU is a member. */
    public boolean contains(int cpu) {
        return cpu >= 0 && cpus.get(cpu);
    }

    /** Whether every member of the other set is a member. */
    public boolean containsAll(CpuSet other) {
        BitSet missing = (BitSet) other.cpus.clone();
        missing.andNot(cpus);
        return missing.isEmpty();
    }

    /** The members that are in the other set too. */
    public CpuSet intersection(CpuSet other) {
        BitSet both = (BitSet) cpus.clone();
        both.and(other.cpus);
        return new CpuSet(both);
    }

    /** The members of either set. */
    public CpuSet union(CpuSet other) {
        BitSet either = (BitSet) cpus.clone();
        either.or(other.cpus);
        return new CpuSet(either);
    }

    /** The members that are not in the other set. */
    public CpuSet without(CpuSet other) {
        BitSet rest = (BitSet) cpus.clone();
        rest.andNot(other.cpus);
        return new CpuSet(rest);
    }

    /** How many CPUs there are. */
    public int size() {
        return cpus.cardinality();
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return cpus.isEmpty();
    }

    /** The lowest CPU number. */
    public int first() {
        if (isEmpty()) {
            throw new NoSuchElementException("an empty CPU set has no first CPU");
        }
        return cpus.nextSetBit(0);
    }

    /** The members, ascending. */
    public IntStream stream() {
        return cpus.stream();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CpuSet set && cpus.equals(set.cpus);
    }

    @Override
    public int hashCode() {
        return cpus.hashCode();
    }

    /** The kernel's list format. */
    @Override
    public String toString() {
        return cpus.stream()
                .filter(cpu -> cpu == 0 || !cpus.get(cpu - 1))
                .mapToObj(first -> range(first, cpus.nextClearBit(first) - 1))
                .collect(Collectors.joining(","));
    }

    private static String range(int first, int last) {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }

    private static void addRange(BitSet cpus, String range, String list) {
        String[] ends = range.split("-", -1);
        String context = "list=\"" + list + "\"";
        if (ends.length > 2) {
            throw new IllegalArgumentException(context + " is not a CPU list such as 0-3,8");
        }
        int first = number(ends[0], context);
        int last = number(ends[ends.length - 1], context);
        if (first > last) {
            throw new IllegalArgumentException(context + " has a range that runs backwards");
        }
        cpus.set(first, last + 1);
    }

    private static int number(String digits, String context) {
        if (!digits.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException(context + " is not a CPU list such as 0-3,8");
        }
        return checked(Integer.parseInt(digits), context);
    }

    private static int checked(int cpu, String context) {
        if (cpu < 0 || cpu >= MAX_CPUS) {
            throw new IllegalArgumentException(
                    context + ": CPU numbers are 0 to " + (MAX_CPUS - 1));
        }
        return cpu;
    }
}
