package io.forebay.gateway.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which roles the names in a certificate have. Who is not named has none. Immutable.
 *
 * <pre>
 * # name in the certificate                 roles
 * URI:spiffe://example.org/forebay/job      capture,controller
 * DNS:monitor.example.org                   capture
 * CN:alice                                  operator
 * </pre>
 *
 * {@code URI} and {@code DNS} are subject alternative names, {@code CN} is the subject's common
 * name. A name may contain blanks; the roles are what follows the last one.
 */
public final class RoleTable {
    private static final List<String> KINDS = List.of("URI:", "DNS:", "CN:");

    private final Map<String, Set<Role>> rolesByName;

    private RoleTable(Map<String, Set<Role>> rolesByName) {
        this.rolesByName = rolesByName;
    }

    /**
     * Reads a table.
     *
     * @throws IllegalArgumentException when it is malformed; the message names file and line
     */
    public static RoleTable read(Path file) throws IOException {
        return parse(Files.readAllLines(file), file.toString());
    }

    /** The table in these lines; {@code origin} names them in messages. */
    static RoleTable parse(List<String> lines, String origin) {
        Map<String, Set<Role>> rolesByName = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                add(line.replace('\t', ' '), rolesByName);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        origin + ":" + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        if (rolesByName.isEmpty()) {
            throw new IllegalArgumentException("roles file names no client: file=" + origin);
        }
        return new RoleTable(Map.copyOf(rolesByName));
    }

    private static void add(String line, Map<String, Set<Role>> rolesByName) {
        int blank = line.lastIndexOf(' ');
        String name = blank < 0 ? "" : line.substring(0, blank).strip();
        if (KINDS.stream()
                .noneMatch(kind -> name.startsWith(kind) && name.length() > kind.length())) {
            throw new IllegalArgumentException(
                    "not of the form 'URI:name roles', 'DNS:name roles' or 'CN:name roles': line="
                            + line);
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String role : line.substring(blank + 1).split(",", -1)) {
            roles.add(Role.named(role));
        }
        if (rolesByName.put(name, Collections.unmodifiableSet(roles)) != null) {
            throw new IllegalArgumentException("client is named twice: name=" + name);
        }
    }

    /** Roles of a client that has all these names. */
    public Set<Role> rolesOf(Collection<String> names) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : names) {
            roles.addAll(rolesByName.getOrDefault(name, Set.of()));
        }
        return roles;
    }
}
