package io.forebay.gateway.security;

import com.google.protobuf.Message;
import io.forebay.gateway.security.Refusals.Reason;
import io.forebay.schemas.gateway.v1.CommandBatch;
import io.github.bucket4j.Bucket;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between the transport and a service: refuses bytes that are no message, and clients that
 * send more than they may, before the service sees anything of it. Transport threads.
 */
final class MessageGuard {
    private record Budget(Bucket messages, Bucket commands) {}

    private final TransportLimits limits;
    private final Connections connections;

    /** One entry for each name that an authority vouches for. */
    private final Map<String, Budget> budgets = new ConcurrentHashMap<>();

    MessageGuard(TransportLimits limits, Connections connections) {
        this.limits = limits;
        this.connections = connections;
    }

    /** The same service, guarded. */
    ServerServiceDefinition guard(ServerServiceDefinition service) {
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName())
                        .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
        var methods = service.getMethods().stream().map(this::guard).toList();
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        var guarded = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(guarded::addMethod);
        return guarded.build();
    }

    private <Q, R> ServerMethodDefinition<Q, R> guard(ServerMethodDefinition<Q, R> method) {
        MethodDescriptor<Q, R> descriptor = method.getMethodDescriptor();
        var marshaller = new TolerantMarshaller<>(descriptor.getRequestMarshaller());
        ServerCallHandler<Q, R> handler = method.getServerCallHandler();
        return ServerMethodDefinition.create(
                descriptor.toBuilder(marshaller, descriptor.getResponseMarshaller()).build(),
                (call, headers) -> start(call, headers, handler, marshaller.malformed));
    }

    private <Q, R> ServerCall.Listener<Q> start(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> handler, Q malformed) {
        String client = call.getAttributes().get(Client.KEY).name();
        Budget budget = budgets.computeIfAbsent(client, name -> newBudget());
        if (!budget.messages().tryConsume(1)) {
            connections.refuse(call, Reason.RATE, tooManyMessages(client));
            return new ServerCall.Listener<>() {};
        }
        var revocable = new RevocableCall<>(call);
        return new RevocableCall.Listener<>(handler.startCall(revocable, headers), revocable) {
            @Override
            void receive(Q message) {
                if (message == malformed) {
                    revoke(Reason.MALFORMED, malformed(client, call));
                } else if (!budget.messages().tryConsume(1)) {
                    revoke(Reason.RATE, tooManyMessages(client));
                } else if (!budget.commands().tryConsume(cost(message))) {
                    revoke(Reason.RATE, tooManyCommands(client));
                } else {
                    super.receive(message);
                }
            }

            private void revoke(Reason reason, Status status) {
                revoke(() -> connections.refuse(call, reason, status));
            }
        };
    }

    private Budget newBudget() {
        return new Budget(
                Rates.perSecond(limits.messagesPerSecond()),
                Rates.perSecond(limits.commandsPerSecond()));
    }

    /** At least 1: an empty batch is work, too. */
    private static int cost(Object message) {
        return message instanceof CommandBatch batch ? Math.max(1, batch.getCommandsCount()) : 1;
    }

    private Status tooManyMessages(String client) {
        return Status.RESOURCE_EXHAUSTED.withDescription(
                "more messages a second than allowed: client="
                        + client
                        + ", maximum="
                        + limits.messagesPerSecond());
    }

    private Status tooManyCommands(String client) {
        return Status.RESOURCE_EXHAUSTED.withDescription(
                "more commands a second than allowed: client="
                        + client
                        + ", maximum="
                        + limits.commandsPerSecond());
    }

    private static Status malformed(String client, ServerCall<?, ?> call) {
        return Status.INVALID_ARGUMENT.withDescription(
                "message cannot be decoded: client="
                        + client
                        + ", method="
                        + call.getMethodDescriptor().getFullMethodName());
    }

    /*
     * gRPC treats a message it cannot parse as a fault of the application: it logs a stack trace
     * and tells the client UNKNOWN. So here such a message becomes an object that is known by
     * identity.
     */
    private static final class TolerantMarshaller<Q> implements Marshaller<Q> {
        private final Marshaller<Q> marshaller;
        private final Q malformed;

        TolerantMarshaller(Marshaller<Q> marshaller) {
            this.marshaller = marshaller;
            this.malformed = newMessage(marshaller);
        }

        @SuppressWarnings("unchecked") // A prototype's builder makes what the prototype is.
        private static <Q> Q newMessage(Marshaller<Q> marshaller) {
            var prototype = (Message) ((PrototypeMarshaller<Q>) marshaller).getMessagePrototype();
            return (Q) prototype.newBuilderForType().build();
        }

        @Override
        public InputStream stream(Q value) {
            return marshaller.stream(value);
        }

        @Override
        public Q parse(InputStream stream) {
            try {
                return marshaller.parse(stream);
            } catch (StatusRuntimeException e) {
                return malformed;
            }
        }
    }
}
