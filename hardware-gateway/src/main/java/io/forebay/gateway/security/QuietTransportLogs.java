package io.forebay.gateway.security;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Lets through the first, second, fourth, eighth … record of the loggers with which gRPC and Netty
 * tell, stack trace and all, of every message or connection that is broken: a client that sends
 * rubbish must not fill the disk. Whoever sets a filter of his own keeps it.
 */
final class QuietTransportLogs implements Filter {
    /* Held here, because java.util.logging forgets loggers that nobody holds. */
    private static final List<Logger> LOGGERS =
            List.of(
                    Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerStream"),
                    Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler"),
                    Logger.getLogger(
                            "io.grpc.netty.shaded.io.grpc.netty.NettyServerTransport.connections"),
                    Logger.getLogger(
                            "io.grpc.netty.shaded.io.netty.channel.DefaultChannelPipeline"));

    private final AtomicLong records = new AtomicLong();

    private QuietTransportLogs() {}

    static void install() {
        for (Logger logger : LOGGERS) {
            if (logger.getFilter() == null) {
                logger.setFilter(new QuietTransportLogs());
            }
        }
    }

    @Override
    public boolean isLoggable(LogRecord record) {
        return Long.bitCount(records.incrementAndGet()) == 1;
    }
}
