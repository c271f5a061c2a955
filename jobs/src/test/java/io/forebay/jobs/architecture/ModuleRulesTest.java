package io.forebay.jobs.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Modules point one way: who may use whom, and which libraries stay out of which module. */
class ModuleRulesTest {
    /** Package root of each module, and the package roots of the modules it may use. */
    private static final Map<String, Set<String>> MAY_USE = new TreeMap<>();

    static {
        MAY_USE.put("schemas", Set.of());
        MAY_USE.put("traces", Set.of("schemas"));
        MAY_USE.put("predictor", Set.of("schemas"));
        MAY_USE.put("shaping", Set.of("schemas", "predictor"));
        MAY_USE.put("operators", Set.of("schemas", "predictor", "shaping"));
        MAY_USE.put("connectors", Set.of("schemas", "traces"));
        MAY_USE.put("gateway", Set.of("schemas", "traces", "predictor", "shaping"));
        MAY_USE.put("evaluation", Set.of("schemas", "traces", "predictor", "shaping", "gateway"));
    }

    private static JavaClasses classes;

    @BeforeAll
    static void importClasses() {
        classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.forebay");
    }

    private static String packages(String module) {
        return "io.forebay." + module + "..";
    }

    @Test
    void shouldSeeEveryModule() {
        for (String module : MAY_USE.keySet()) {
            assertThat(classes)
                    .as(module)
                    .anyMatch(type -> type.getPackageName().startsWith("io.forebay." + module));
        }
    }

    @Test
    void shouldUseOnlyAllowedModules() {
        MAY_USE.forEach(
                (module, allowed) -> {
                    Set<String> forbidden = new TreeSet<>(MAY_USE.keySet());
                    forbidden.add("jobs");
                    forbidden.remove(module);
                    forbidden.removeAll(allowed);
                    noClasses()
                            .that()
                            .resideInAPackage(packages(module))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(
                                    forbidden.stream()
                                            .map(ModuleRulesTest::packages)
                                            .toArray(String[]::new))
                            .as(module + " uses only " + allowed)
                            .check(classes);
                });
    }

    @Test
    void shouldKeepLibrariesOutOfModules() {
        ArchRule flinkFree =
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                packages("schemas"),
                                packages("traces"),
                                packages("shaping"),
                                packages("evaluation"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.apache.flink..");
        flinkFree.check(classes);
        noClasses()
                .that()
                .resideInAnyPackage(packages("predictor"), packages("gateway"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.flink.streaming..",
                        "org.apache.flink.runtime..",
                        "org.apache.flink.api..")
                .as("predictor and gateway know Flink ML's servables, not Flink's runtime")
                .check(classes);
        noClasses()
                .that()
                .resideInAnyPackage(packages("predictor"), packages("shaping"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.grpc..", "java.net..", "java.nio.file..")
                .as("decisions do no input or output")
                .check(classes);
    }

    @Test
    void shouldHaveNoCyclesBetweenPackagesOfAModule() {
        for (String module : MAY_USE.keySet()) {
            slices().matching("io.forebay." + module + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .check(classes);
        }
    }

    @Test
    void shouldNotUseJavaSerializationForState() {
        noClasses()
                .that()
                .resideInAnyPackage("io.forebay..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectOutputStream")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("com.esotericsoftware..")
                .check(classes);
    }
}
