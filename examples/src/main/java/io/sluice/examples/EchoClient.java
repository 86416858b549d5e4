package io.sluice.examples;

import io.sluice.shm.RequestChannel;
import io.sluice.shm.RequestClient;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One of up to 8 clients of {@link EchoServer}.
 *
 * <pre>{@code
 * java -cp "examples/target/classes:examples/target/lib/*" io.sluice.examples.EchoClient 1000000
 * }</pre>
 *
 * <p>Start as many as you like, before or after the server. Kill either at any moment, and start it
 * again: a call that the server's death ended says so within milliseconds.
 */
public final class EchoClient {
    private static final long ONE_SECOND = TimeUnit.SECONDS.toNanos(1);

    private long last; // by onResponse

    private EchoClient() {}

    /** Makes as many calls as the first argument says, 1,000,000 by default. */
    public static void main(String[] args) throws InterruptedException {
        long calls = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        EchoClient example = new EchoClient();
        try (RequestChannel channel =
                        RequestChannel.createOrOpen("sluice-echo-example", 8, 1 << 16, 1 << 12);
                RequestClient client = channel.client()) { // one for each thread that calls
            System.out.println("client of " + channel);
            UnsafeBuffer message = new UnsafeBuffer(ByteBuffer.allocateDirect(Long.BYTES));
            for (long answered = 0; answered < calls; ) {
                message.putLong(0, answered + 1);
                switch (client.call(1, message, 0, 8, example::onResponse, ONE_SECOND)) {
                    case ANSWERED -> answered++;
                    case NO_SERVER, NO_ROOM -> TimeUnit.MILLISECONDS.sleep(1);
                    case SERVER_DIED -> System.out.println("the server died: ask the next one");
                    case TIMED_OUT -> System.out.println("no answer within a second");
                }
            }
        }
        System.out.println("the last of " + calls + " answers is " + example.last);
    }

    private void onResponse(int type, MutableDirectBuffer buffer, int index, int length) {
        last = buffer.getLong(index);
    }
}
