package io.sluice.benchmarks;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every lock of the kit, in the order of the table. */
final class LockTypes {
    private LockTypes() {}

    static List<LockType> all() {
        return Stream.<LockType>concat(Stream.of(JavaLock.values()), Stream.of(CLock.values()))
                .toList();
    }

    static LockType byId(String id) {
        for (LockType type : all()) {
            if (type.id().equals(id)) {
                return type;
            }
        }
        String ids = all().stream().map(LockType::id).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("no lock \"" + id + "\"; there are " + ids);
    }
}
