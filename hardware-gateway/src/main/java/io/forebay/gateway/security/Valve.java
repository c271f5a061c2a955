package io.forebay.gateway.security;

import io.grpc.netty.shaded.io.netty.channel.ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.TimeUnit;

/**
 * Can stop reading from a connection for a while: what its client sends stays in the network. First
 * in the connection's pipeline, since the handlers behind ask for more whenever they have seen
 * something. The methods of the pipeline run on its thread, {@link #pause} may be called by any.
 */
final class Valve extends ChannelDuplexHandler {
    private static final long PAUSE_SECONDS = 1;

    private ChannelHandlerContext context;
    private boolean isShut;

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void read(ChannelHandlerContext reading) {
        if (!isShut) {
            reading.read();
        }
    }

    /** Reads nothing for a second; no more than that when called again meanwhile. */
    void pause() {
        context.executor().execute(this::shut);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // What is scheduled cannot fail.
    private void shut() {
        if (!isShut) {
            isShut = true;
            context.channel().config().setAutoRead(false);
            context.executor().schedule(this::open, PAUSE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void open() {
        isShut = false;
        context.channel().config().setAutoRead(true);
    }
}
