package io.forebay.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleTableTest {
    @Test
    void shouldJoinTheRolesOfAllNames() {
        RoleTable table =
                RoleTable.parse(
                        List.of(
                                "# comment",
                                "",
                                "URI:spiffe://a/job\tcapture,Controller",
                                "  CN:Jane Doe  operator "),
                        "roles");
        assertThat(table.rolesOf(Set.of("CN:Jane Doe", "URI:spiffe://a/job")))
                .containsExactlyInAnyOrder(Role.values());
        assertThat(table.rolesOf(Set.of("URI:spiffe://a/job")))
                .containsExactlyInAnyOrder(Role.CAPTURE, Role.CONTROLLER);
        assertThat(table.rolesOf(Set.of("DNS:Jane Doe", "Jane Doe", "URI:spiffe://a/jo")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CN:a king|unknown role, allowed are capture, controller, operator: role=king",
                "CN:a capture,|unknown role",
                "a capture|not of the form",
                "CN: capture|not of the form",
                "capture|not of the form",
                "CN:x operator|client is named twice: name=CN:x",
            })
    void shouldRefuseLinesThatAreWrong(String line, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoleTable.parse(List.of("CN:x capture", line), "roles"))
                .withMessageContaining("roles:2: ")
                .withMessageContaining(message);
    }

    @Test
    void shouldRefuseAnEmptyTable() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoleTable.parse(List.of("# nobody"), "roles"))
                .withMessageContaining("names no client: file=roles");
    }

    @Property(tries = 2_000)
    void shouldGiveNoRoleToWhomItDoesNotName(@ForAll String name) {
        RoleTable table = RoleTable.parse(List.of("CN:a capture"), "roles");
        if (!name.equals("CN:a")) {
            assertThat(table.rolesOf(Set.of(name))).isEmpty();
        }
    }
}
