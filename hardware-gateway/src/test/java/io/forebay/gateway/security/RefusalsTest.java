package io.forebay.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.gateway.security.Refusals.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    @Test
    void shouldCountEachReasonApart() {
        var refusals = new Refusals();
        refusals.count(Reason.RATE, "too fast");
        refusals.count(Reason.RATE, "too fast");
        refusals.count(Reason.ROLE, "no role");
        assertThat(refusals.count(Reason.RATE)).isEqualTo(2);
        assertThat(refusals.count(Reason.ROLE)).isEqualTo(1);
        assertThat(refusals.count(Reason.MALFORMED)).isZero();
    }

    @Test
    void shouldLetFewRecordsOfTheTransportThrough() {
        QuietTransportLogs.install();
        Logger logger = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerStream");
        Filter installed = logger.getFilter();
        List<LogRecord> seen = new ArrayList<>();
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord record) {
                        seen.add(record);
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            for (int i = 0; i < 100_000; i++) {
                logger.log(Level.WARNING, "broken");
            }
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertThat(installed).isInstanceOf(QuietTransportLogs.class);
        assertThat(seen).hasSizeLessThan(20);
    }
}
