package io.sluice.shm;

/** How far the two ends of a ring have come. Any thread may look. */
interface Positions {
    /** Where the last message ends that was written, or claimed if the ring tells. */
    long producerPosition();

    /** Up to where messages were read and released. */
    long consumerPosition();

    /** What lies between the two at one moment. */
    default long size() {
        long before;
        long end;
        long head = consumerPosition();
        do {
            before = head;
            end = producerPosition();
            head = consumerPosition();
        } while (head != before);
        return end - head;
    }
}
