package io.forebay.operators.allocation;

import io.forebay.operators.policy.PolicyTable;
import io.forebay.operators.state.StateCodec;
import io.forebay.operators.state.StateFormat;
import io.forebay.schemas.DemandForecast;
import io.forebay.shaping.allocation.DemandNeed;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** {@link DeviceAllocator} as versioned bytes. Task thread only. */
final class DeviceAllocatorSerializer implements StateCodec<DeviceAllocator> {
    static final int VERSION = 1;

    private static final String WHAT = "device allocation state";
    private static final int INITIAL_BYTES = 1 << 12;

    private final PolicyTable policies;
    private final DataOutputSerializer out = new DataOutputSerializer(INITIAL_BYTES);

    DeviceAllocatorSerializer(PolicyTable policies) {
        this.policies = policies;
    }

    @Override
    public DeviceAllocator create(String deviceId) {
        return new DeviceAllocator(deviceId, policies);
    }

    @Override
    public long counterOf(DeviceAllocator allocator) {
        return allocator.nextCommandSequence();
    }

    @Override
    public DeviceAllocator create(String deviceId, long nextCommandSequence) {
        var allocator = new DeviceAllocator(deviceId, policies);
        allocator.setNextCommandSequence(nextCommandSequence);
        return allocator;
    }

    @Override
    public byte[] write(DeviceAllocator allocator) throws IOException {
        out.clear();
        out.writeInt(VERSION);
        out.writeLong(allocator.nextCommandSequence());
        out.writeInt(allocator.claims().size());
        for (Map.Entry<String, DeviceAllocator.Claim> entry : allocator.claims().entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeLong(entry.getValue().shareBytes);
            out.writeLong(entry.getValue().newestEndNanos);
            StateFormat.writeBytes(entry.getValue().need.toBytes(), out);
        }
        int forecasts = allocator.waiting().values().stream().mapToInt(List::size).sum();
        out.writeInt(forecasts);
        for (List<DemandForecast> sameWindow : allocator.waiting().values()) {
            for (DemandForecast forecast : sameWindow) {
                writeForecast(forecast);
            }
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public DeviceAllocator read(String deviceId, byte[] bytes) throws IOException {
        var in = new DataInputDeserializer(bytes);
        StateFormat.requireVersion(WHAT, VERSION, in);
        var allocator = new DeviceAllocator(deviceId, policies);
        allocator.setNextCommandSequence(in.readLong());
        int claims = in.readInt();
        for (int i = 0; i < claims; i++) {
            String functionId = in.readUTF();
            long shareBytes = in.readLong();
            long newestEndNanos = in.readLong();
            DemandNeed need = DemandNeed.fromBytes(StateFormat.readBytes(in));
            allocator
                    .claims()
                    .put(functionId, new DeviceAllocator.Claim(need, shareBytes, newestEndNanos));
        }
        int forecasts = in.readInt();
        for (int i = 0; i < forecasts; i++) {
            allocator.await(readForecast(in));
        }
        StateFormat.requireEnd(WHAT, in);
        return allocator;
    }

    private void writeForecast(DemandForecast forecast) throws IOException {
        out.writeUTF(forecast.getFunctionId());
        out.writeLong(forecast.getWindowEndNanos());
        out.writeLong(forecast.getWindowNanos());
        out.writeLong(forecast.getObservedCount());
        out.writeLong(forecast.getObservedBytes());
        out.writeDouble(forecast.getExpectedCount());
        out.writeDouble(forecast.getExpectedBytes());
        out.writeDouble(forecast.getBytesQuantile90());
    }

    private static DemandForecast readForecast(DataInputDeserializer in) throws IOException {
        return new DemandForecast(
                in.readUTF(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble());
    }
}
