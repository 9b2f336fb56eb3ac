package io.devthread.realtime;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom. What goes over the bus between capabilities stands in their {@code XApi}, and nowhere else. */
class ArchitectureTest {
    private static final String ROOT = "io.devthread.realtime";

    /** What every capability may use. */
    private static final List<String> SHARED = List.of("model", "bus", "platform", "tracing", "delivery");

    private static final List<String> CAPABILITIES = List.of(
            "gateway",
            "messaging",
            "typing",
            "notification",
            "privacy",
            "presence",
            "feed",
            "polling",
            "bridge",
            "community");

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @ParameterizedTest
    @MethodSource("capabilities")
    void aCapabilityKnowsOthersByTheirApiOnly(String capability) {
        String[] allowed = Stream.concat(SHARED.stream(), Stream.of(capability))
                .map(ArchitectureTest::folder)
                .toArray(String[]::new);

        check(noClasses()
                .that()
                .resideInAPackage(folder(capability))
                .should()
                .dependOnClassesThat(resideInAPackage(folder(""))
                        .and(not(resideInAnyPackage(allowed)))
                        .and(not(anApi()))
                        .as("are of " + ROOT + " and neither shared nor another capability's Api")));
    }

    @ParameterizedTest
    @MethodSource("foundations")
    void aFoundationStandsOnWhatIsBelowItOnly(String foundation, List<String> below) {
        String[] allowed = Stream.concat(below.stream(), Stream.of(foundation))
                .map(ArchitectureTest::folder)
                .toArray(String[]::new);

        check(noClasses()
                .that()
                .resideInAPackage(folder(foundation))
                .should()
                .dependOnClassesThat(resideInAPackage(folder("")).and(not(resideInAnyPackage(allowed)))));
    }

    @Test
    void platformKnowsOfTheBusOnlyHowToRefuse() {
        check(noClasses()
                .that()
                .resideInAPackage(folder("platform"))
                .should()
                .dependOnClassesThat(resideInAPackage(folder("bus"))
                        .and(not(DescribedPredicate.describe(
                                "say what went wrong", type -> List.of("Refusal", "Failure", "ErrorBody")
                                        .contains(type.getSimpleName()))))));
    }

    @Test
    void theSampleApplicationIsKnownToMainAndTheEmbeddedDefaultOnly() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(folder("community"), folder("embedded"))
                .and()
                .resideOutsideOfPackage(ROOT)
                .and(not(inPackage("config")))
                .should()
                .dependOnClassesThat(resideInAPackage(folder("community")).and(not(anApi()))));
    }

    @Test
    void nothingOfProductionKnowsTheEmbeddedStores() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(folder("embedded"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(folder("embedded"), "io.zonky..", "redis.embedded.."));
    }

    @Test
    void packagesDoNotGoRoundInCircles() {
        check(slices().matching(ROOT + ".(*)..").should().beFreeOfCycles());
    }

    @Test
    void everyPackageIsIntroduced() {
        List<String> silent = CODE.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ROOT + "."))
                .distinct()
                .filter(name -> !CODE.contain(name + ".package-info"))
                .sorted()
                .toList();

        assertThat(silent).as("packages without package-info.java").isEmpty();
    }

    static List<String> capabilities() {
        return CAPABILITIES;
    }

    static Stream<Arguments> foundations() {
        return Stream.of(
                Arguments.of("model", List.of()),
                Arguments.of("bus", List.of("model")),
                Arguments.of("platform", List.of("model", "bus")),
                Arguments.of("tracing", List.of("model", "bus", "platform")),
                Arguments.of("delivery", List.of("model", "bus", "platform", "tracing")));
    }

    private static DescribedPredicate<JavaClass> inPackage(String name) {
        return resideInAPackage(folder(name));
    }

    /** {@code XApi} and the records in it. */
    private static DescribedPredicate<JavaClass> anApi() {
        return DescribedPredicate.describe("are an Api", type -> type.getName().matches(".*\\.[A-Za-z]+Api(\\$.*)?"));
    }

    private static String folder(String capability) {
        return ROOT + (capability.isEmpty() ? "" : "." + capability) + "..";
    }

    /** A package that does not exist yet breaks no rule. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CODE);
    }
}
