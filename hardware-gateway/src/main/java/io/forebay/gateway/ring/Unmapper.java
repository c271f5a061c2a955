package io.forebay.gateway.ring;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives mappings up at once instead of with the next garbage collection, so that a ring has one
 * mapping and not one for each size it has had.
 */
final class Unmapper {
    private static final Logger LOG = LoggerFactory.getLogger(Unmapper.class);
    private static final MethodHandle CLEANER = findCleaner();

    private Unmapper() {}

    /** The one thing that Java 17 has for this, in a package that is open without options. */
    private static MethodHandle findCleaner() {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field field = type.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return MethodHandles.lookup()
                    .findVirtual(
                            type,
                            "invokeCleaner",
                            MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(field.get(null));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.info("mappings of ring files are left to the garbage collector", e);
            return null;
        }
    }

    /** Gives a mapping up; the caller must never touch it again. */
    static void unmap(ByteBuffer mapping) {
        if (CLEANER == null || !mapping.isDirect()) {
            return;
        }
        try {
            CLEANER.invoke(mapping);
        } catch (Throwable e) {
            LOG.warn("ring file could not be unmapped", e);
        }
    }
}
