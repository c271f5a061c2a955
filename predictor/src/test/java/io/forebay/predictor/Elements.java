package io.forebay.predictor;

import io.forebay.schemas.ElementKind;
import io.forebay.schemas.Operation;
import io.forebay.schemas.TrafficElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Elements for tests. */
final class Elements {
    private Elements() {}

    static TrafficElement block(long timeMicros, boolean read, long sector, long sectors) {
        return of(
                ElementKind.BLOCK,
                read ? Operation.READ : Operation.WRITE,
                timeMicros * 1_000,
                sector * 512,
                sectors * 512);
    }

    static TrafficElement of(
            ElementKind kind, Operation operation, long timeNanos, long address, long lengthBytes) {
        var element = new TrafficElement();
        element.setFunctionId("device/function");
        element.setKind(kind);
        element.setOperation(operation);
        element.setEventTimeNanos(timeNanos);
        element.setAddress(address);
        element.setLengthBytes(lengthBytes);
        return element;
    }

    /** Runs, jumps back and random requests, reads and writes: something for every context. */
    static List<TrafficElement> mixed(long seed, int count) {
        var random = new Random(seed);
        var elements = new ArrayList<TrafficElement>();
        long micros = 1_000_000;
        long sector = 100_000;
        for (int i = 0; i < count; i++) {
            int choice = random.nextInt(10);
            long sectors = 8L << random.nextInt(4);
            if (choice == 0) {
                sector = random.nextInt(1 << 20);
            } else if (choice == 1) {
                sector = 100_000 + 64L * random.nextInt(8);
            }
            micros += random.nextInt(choice < 3 ? 5_000 : 50);
            elements.add(block(micros, choice < 7, sector, sectors));
            sector += sectors;
        }
        return elements;
    }
}
