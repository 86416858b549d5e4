package io.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An end of two plain files, one a direction, appended to and read behind; always polled. */
final class FilesChannel extends StreamChannel {
    FilesChannel(Side side, Setup setup, Teardown teardown) throws IOException {
        super(setup, teardown);
        Path toFirst = setup.directory().resolve("file.to-first");
        Path toSecond = setup.directory().resolve("file.to-second");
        if (side == Side.FIRST) {
            make(toFirst, teardown);
            make(toSecond, teardown);
            connect(new FileTail(toFirst, teardown), new FileHead(toSecond, teardown));
        } else {
            connect(new FileTail(toSecond, teardown), new FileHead(toFirst, teardown));
        }
    }

    private static void make(Path path, Teardown teardown) throws IOException {
        for (Path each : new Path[] {path, FileHead.credits(path)}) {
            Files.createFile(each);
            teardown.delete(each);
        }
    }
}
