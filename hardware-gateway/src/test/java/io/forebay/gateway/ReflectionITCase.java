package io.forebay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import io.forebay.gateway.security.MethodRoles;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code grpcurl} does: lists and calls the service by what reflection tells about it. */
class ReflectionITCase {
    private static final long SECONDS = 60;
    private static final String GATEWAY = "forebay.gateway.v1.Gateway";

    @TempDir Path directory;
    private SecuredGateway secured;
    private Channel operator;
    private Channel job;

    @BeforeEach
    void start() throws Exception {
        secured = new SecuredGateway(directory);
        operator = secured.channel("op");
        job = secured.channel("job");
    }

    @AfterEach
    void stop() throws Exception {
        secured.close();
    }

    @Test
    void shouldListTheServices() throws Exception {
        assertThat(services())
                .containsExactlyInAnyOrder(
                        GATEWAY, "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection");
    }

    @Test
    void shouldHaveRolesForEveryMethodThatIsServed() throws Exception {
        List<String> methods = new ArrayList<>();
        for (String service : services()) {
            service(service)
                    .getMethods()
                    .forEach(method -> methods.add(service + "/" + method.getName()));
        }
        secured.gateway
                .transport()
                .server()
                .getServices()
                .forEach(
                        service ->
                                service.getMethods().stream()
                                        .map(
                                                method ->
                                                        method.getMethodDescriptor()
                                                                .getFullMethodName())
                                        .forEach(methods::add));
        assertThat(methods).hasSizeGreaterThan(6);
        assertThat(methods)
                .allSatisfy(method -> assertThat(MethodRoles.of(method)).as(method).isPresent());
    }

    @Test
    void shouldCallTheServiceByItsDescription() throws Exception {
        ServiceDescriptor gateway = service(GATEWAY);
        MethodDescriptor capabilities = gateway.findMethodByName("GetCapabilities");
        DynamicMessage answer =
                ClientCalls.blockingUnaryCall(
                        job,
                        callable(capabilities, MethodType.UNARY),
                        options(),
                        DynamicMessage.getDefaultInstance(capabilities.getInputType()));
        assertThat(field(answer, "device_id")).isEqualTo(ListTrace.DEVICE);
        assertThat((List<?>) field(answer, "actions")).isNotEmpty();

        MethodDescriptor capture = gateway.findMethodByName("Capture");
        Descriptor input = capture.getInputType();
        DynamicMessage request =
                DynamicMessage.newBuilder(input)
                        .setField(input.findFieldByName("subscriber"), "reflection")
                        .build();
        Iterator<DynamicMessage> batches =
                ClientCalls.blockingServerStreamingCall(
                        job, callable(capture, MethodType.SERVER_STREAMING), options(), request);
        List<?> records = List.of();
        while (records.isEmpty()) {
            records = (List<?>) field(batches.next(), "records");
        }
        assertThat(field((DynamicMessage) records.get(0), "offset")).isEqualTo(0L);
    }

    private static CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
    }

    private static Object field(DynamicMessage message, String name) {
        return message.getField(message.getDescriptorForType().findFieldByName(name));
    }

    private static io.grpc.MethodDescriptor<DynamicMessage, DynamicMessage> callable(
            MethodDescriptor method, MethodType type) {
        return io.grpc.MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
                .setType(type)
                .setFullMethodName(method.getService().getFullName() + "/" + method.getName())
                .setRequestMarshaller(
                        ProtoUtils.marshaller(
                                DynamicMessage.getDefaultInstance(method.getInputType())))
                .setResponseMarshaller(
                        ProtoUtils.marshaller(
                                DynamicMessage.getDefaultInstance(method.getOutputType())))
                .build();
    }

    private List<String> services() throws Exception {
        return ask(ServerReflectionRequest.newBuilder().setListServices("").build())
                .getListServicesResponse()
                .getServiceList()
                .stream()
                .map(ServiceResponse::getName)
                .toList();
    }

    private ServiceDescriptor service(String name) throws Exception {
        var answer =
                ask(ServerReflectionRequest.newBuilder().setFileContainingSymbol(name).build());
        String simpleName = name.substring(name.lastIndexOf('.') + 1);
        for (ByteString file : answer.getFileDescriptorResponse().getFileDescriptorProtoList()) {
            var described = FileDescriptorProto.parseFrom(file);
            assertThat(described.getDependencyList()).as("files of no other").isEmpty();
            var found =
                    FileDescriptor.buildFrom(described, new FileDescriptor[0])
                            .findServiceByName(simpleName);
            if (found != null) {
                return found;
            }
        }
        throw new AssertionError("not described: " + name);
    }

    private ServerReflectionResponse ask(ServerReflectionRequest request) throws Exception {
        BlockingQueue<Object> answers = new ArrayBlockingQueue<>(4);
        StreamObserver<ServerReflectionRequest> questions =
                ServerReflectionGrpc.newStub(operator)
                        .serverReflectionInfo(
                                new StreamObserver<>() {
                                    @Override
                                    public void onNext(ServerReflectionResponse response) {
                                        answers.add(response);
                                    }

                                    @Override
                                    public void onError(Throwable cause) {
                                        answers.add(cause);
                                    }

                                    @Override
                                    public void onCompleted() {}
                                });
        questions.onNext(request);
        Object answer = answers.poll(SECONDS, TimeUnit.SECONDS);
        questions.onCompleted();
        return (ServerReflectionResponse) answer;
    }
}
