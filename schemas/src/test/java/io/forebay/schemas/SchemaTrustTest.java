package io.forebay.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import org.apache.avro.util.ClassSecurityValidator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchemaTrustTest {
    @AfterEach
    void restore() {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.DEFAULT);
        SchemaTrust.install();
    }

    @Test
    void shouldTrustRecordsAndWhatWasTrustedBefore() {
        ClassSecurityValidator.setGlobal(type -> type == URI.class);
        SchemaTrust.install();
        var predicate = ClassSecurityValidator.getGlobal();
        assertThat(predicate.isTrusted(CaptureRecord.class)).isTrue();
        assertThat(predicate.isTrusted(Operation.class)).isTrue();
        assertThat(predicate.isTrusted(URI.class)).isTrue();
        assertThat(predicate.isTrusted(ProcessBuilder.class)).isFalse();
    }

    @Test
    void shouldChangeNothingWhenInstalledTwice() {
        SchemaTrust.install();
        var predicate = ClassSecurityValidator.getGlobal();
        SchemaTrust.install();
        assertThat(ClassSecurityValidator.getGlobal()).isSameAs(predicate);
    }

    @Test
    void shouldReadRecordWhenTrusted() throws IOException {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.DEFAULT);
        SchemaTrust.install();
        var record = new CaptureRecord(1L, Samples.blockRead());
        assertThat(CaptureRecord.fromByteBuffer(record.toByteBuffer())).isEqualTo(record);
    }
}
