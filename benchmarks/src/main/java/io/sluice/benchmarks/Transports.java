package io.sluice.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Every transport of the kit, in the order of the table. */
final class Transports {
    private static final List<Transport> ALL = all();

    private Transports() {}

    static List<Transport> all() {
        List<Transport> all = new ArrayList<>();
        all.add(new SluiceRingTransport(SluiceRing.SPSC, false));
        all.add(new SluiceRingTransport(SluiceRing.SPSC, true));
        all.add(new SluiceBatchTransport(SluiceRing.SPSC));
        all.add(new DiskRingTransport());
        all.add(new AgronaRingTransport(false));
        all.add(new MemfdTransport());
        all.add(new SluiceRingTransport(SluiceRing.MPSC, false));
        all.add(new SluiceRingTransport(SluiceRing.MPSC, true));
        all.add(new SluiceBatchTransport(SluiceRing.MPSC));
        all.add(new AgronaRingTransport(true));
        all.add(SharedRingTransport.sluice(SluiceRing.MPSC));
        all.add(SharedRingTransport.sluice(SluiceRing.FAN_IN));
        all.add(SharedRingTransport.agrona());
        all.add(new SluiceRingTransport(SluiceRing.BROADCAST, false));
        all.add(new SluiceRingTransport(SluiceRing.BROADCAST, true));
        all.add(new SluiceRingTransport(SluiceRing.GATED, false));
        all.add(new SluiceRingTransport(SluiceRing.GATED, true));
        all.add(new AgronaBroadcastTransport());
        all.add(FanOutTransport.sluice(SluiceRing.BROADCAST));
        all.add(FanOutTransport.sluice(SluiceRing.GATED));
        all.add(FanOutTransport.agrona());
        all.add(new SluiceRpcTransport(false));
        all.add(new SluiceRpcTransport(true));
        all.add(new AeronTransport());
        all.add(new ChronicleQueueTransport());
        all.add(new DisruptorTransport());
        all.addAll(ReferencesTransport.all());
        all.addAll(KernelTransports.all());
        all.add(new LineTransport());
        all.addAll(CTransport.all());
        return List.copyOf(all);
    }

    static Transport byId(String id) {
        for (Transport transport : ALL) {
            if (transport.id().equals(id)) {
                return transport;
            }
        }
        String ids = ALL.stream().map(Transport::id).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("no transport \"" + id + "\"; there are " + ids);
    }
}
