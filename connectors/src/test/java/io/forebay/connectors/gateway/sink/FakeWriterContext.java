package io.forebay.connectors.gateway.sink;

import io.forebay.connectors.CountingMetrics;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobInfo;
import org.apache.flink.api.common.JobInfoImpl;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.TaskInfoImpl;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.flink.util.function.ThrowingRunnable;

/** Context of a writer whose mailbox and clock the test moves. */
final class FakeWriterContext implements WriterInitContext {
    static final JobID JOB_ID = new JobID(1, 2);

    private final CountingMetrics metrics = new CountingMetrics();
    private final TestProcessingTimeService clock = new TestProcessingTimeService();
    private final Mailbox mailbox = new Mailbox();
    private final int attempt;

    FakeWriterContext(int attempt) {
        this.attempt = attempt;
    }

    /** Runs what waits in the mailbox; a failure of the task comes out as it was thrown. */
    void runMails() throws Exception {
        while (true) {
            ThrowingRunnable<? extends Exception> mail = mailbox.mails.poll();
            if (mail == null) {
                return;
            }
            mail.run();
        }
    }

    /** Moves the clock, fires what is due, and runs what waits in the mailbox. */
    void advanceMillis(long millis) throws Exception {
        clock.setCurrentTime(clock.getCurrentProcessingTime() + millis);
        runMails();
    }

    private static final class Mailbox implements MailboxExecutor {
        private final LinkedBlockingQueue<ThrowingRunnable<? extends Exception>> mails =
                new LinkedBlockingQueue<>();

        @Override
        public void execute(
                MailOptions options,
                ThrowingRunnable<? extends Exception> command,
                String description,
                Object... arguments) {
            mails.add(command);
        }

        @Override
        public void yield() throws InterruptedException, FlinkRuntimeException {
            run(mails.take());
        }

        @Override
        public boolean tryYield() throws FlinkRuntimeException {
            ThrowingRunnable<? extends Exception> mail = mails.poll();
            if (mail == null) {
                return false;
            }
            run(mail);
            return true;
        }

        private static void run(ThrowingRunnable<? extends Exception> mail) {
            try {
                mail.run();
            } catch (Exception e) {
                throw new FlinkRuntimeException(e);
            }
        }

        @Override
        public boolean shouldInterrupt() {
            return false;
        }
    }

    @Override
    public CountingMetrics metricGroup() {
        return metrics;
    }

    @Override
    public MailboxExecutor getMailboxExecutor() {
        return mailbox;
    }

    @Override
    public TestProcessingTimeService getProcessingTimeService() {
        return clock;
    }

    @Override
    public TaskInfo getTaskInfo() {
        return new TaskInfoImpl("sink", 1, 0, 1, attempt);
    }

    @Override
    public JobInfo getJobInfo() {
        return new JobInfoImpl(JOB_ID, "test");
    }

    @Override
    public OptionalLong getRestoredCheckpointId() {
        return OptionalLong.empty();
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SerializationSchema.InitializationContext asSerializationSchemaInitializationContext() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isObjectReuseEnabled() {
        return false;
    }

    @Override
    public <T> TypeSerializer<T> createInputSerializer() {
        throw new UnsupportedOperationException();
    }
}
