package io.forebay.schemas;

import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Lets Avro instantiate the records of this package, within {@link DecodingLimits}. Avro refuses
 * classes that nobody vouched for; what was trusted before stays trusted.
 *
 * <p>Has to be called once in every JVM (and class loader) before the first record is read there. A
 * class that reads or writes records calls it from its static initializer.
 */
public final class SchemaTrust {
    private static final String PACKAGE = SchemaTrust.class.getPackageName();

    private static ClassSecurityPredicate installed;

    private SchemaTrust() {}

    /**
     * Trusts the records of this package and sets the limits. Calling it again changes nothing; any
     * thread.
     */
    public static synchronized void install() {
        DecodingLimits.install();
        ClassSecurityPredicate current = ClassSecurityValidator.getGlobal();
        // Somebody else may have replaced the predicate since.
        if (installed != null && current == installed) {
            return;
        }
        installed = ClassSecurityValidator.composite(current, SchemaTrust::isRecord);
        ClassSecurityValidator.setGlobal(installed);
    }

    /** By name: the same class may have come through another class loader. */
    private static boolean isRecord(Class<?> type) {
        return type.getPackageName().equals(PACKAGE);
    }
}
