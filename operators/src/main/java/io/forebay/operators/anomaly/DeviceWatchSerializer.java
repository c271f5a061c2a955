package io.forebay.operators.anomaly;

import io.forebay.operators.state.StateCodec;
import io.forebay.operators.state.StateFormat;
import io.forebay.shaping.alert.DeviceAlertSettings;
import io.forebay.shaping.alert.DeviceWatch;
import java.io.IOException;
import java.util.function.Function;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** {@link DeviceWatch} as versioned bytes. Task thread only. */
final class DeviceWatchSerializer implements StateCodec<DeviceWatch> {
    static final int VERSION = 1;

    private static final String WHAT = "device alert state";
    private static final int INITIAL_BYTES = 1 << 10;

    private final Function<String, DeviceAlertSettings> settings;
    private final DataOutputSerializer out = new DataOutputSerializer(INITIAL_BYTES);

    /**
     * Makes watches.
     *
     * @param settings by device id
     */
    DeviceWatchSerializer(Function<String, DeviceAlertSettings> settings) {
        this.settings = settings;
    }

    @Override
    public DeviceWatch create(String deviceId) {
        return new DeviceWatch(deviceId, settings.apply(deviceId));
    }

    @Override
    public long counterOf(DeviceWatch watch) {
        return watch.incidents();
    }

    @Override
    public DeviceWatch create(String deviceId, long firstIncident) {
        return new DeviceWatch(deviceId, settings.apply(deviceId), firstIncident);
    }

    @Override
    public byte[] write(DeviceWatch watch) throws IOException {
        out.clear();
        out.writeInt(VERSION);
        StateFormat.writeBytes(watch.toBytes(), out);
        return out.getCopyOfBuffer();
    }

    @Override
    public DeviceWatch read(String deviceId, byte[] bytes) throws IOException {
        var in = new DataInputDeserializer(bytes);
        StateFormat.requireVersion(WHAT, VERSION, in);
        byte[] watch = StateFormat.readBytes(in);
        StateFormat.requireEnd(WHAT, in);
        return DeviceWatch.fromBytes(deviceId, settings.apply(deviceId), watch);
    }
}
