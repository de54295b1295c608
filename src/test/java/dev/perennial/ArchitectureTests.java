package dev.perennial;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;

import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.springframework.data.repository.Repository;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

/** What the compiler cannot hold us to. */
@AnalyzeClasses(packages = "dev.perennial", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {
    private static final Set<String> FLOATING_POINT = Set.of("float", "double", "java.lang.Float", "java.lang.Double");

    /** Who may look at the wall clock, and why. */
    private static final DescribedPredicate<JavaClass> READS_THE_WALL_CLOCK_FOR_A_REASON = named(
            // An id must never repeat, so it cannot follow a test clock that somebody stops.
            "dev.perennial.shared.id.UuidV7",
            // The one place where the clock of all business code is made.
            "dev.perennial.platform.clock.ClockConfiguration",
            // A gateway forgets idempotency keys by its own time, whatever the tenant's test clock says.
            "dev.perennial.payment.Collector",
            "dev.perennial.payment.Refunder",
            // How far back the gateway is asked is told in its time.
            "dev.perennial.payment.GatewayBook",
            "dev.perennial.payment.GatewayCallbacks",
            // A claim on a payment is compared with the database's own now().
            "dev.perennial.payment.PaymentQueue",
            "dev.perennial.payment.gateway.stripe.StripeConfiguration",
            // Receivers check the time of a signature against their own clocks, and ask for pauses by them.
            "dev.perennial.webhook.Courier",
            // How long a real thread waits between two rounds of work.
            "dev.perennial.platform.job.Ticks",
            // How old a check of all tenants' data is has nothing to do with any tenant's clock.
            "dev.perennial.operations.InvariantTicks");

    private static final DescribedPredicate<JavaClass> PURE = resideInAnyPackage(
                    "dev.perennial.shared..", "dev.perennial.plan.pricing..", "dev.perennial.*.domain..")
            .as("pure classes");

    @ArchTest
    static final ArchRule pureCodeKnowsNoFramework = classes()
            .that(PURE)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify.annotations..", "dev.perennial..")
                    .and(not(resideInAnyPackage("java.sql..", "java.net.http..")))
                    .and(not(resideInAPackage("dev.perennial.platform..")))
                    .or(resideInAnyPackage(
                            "jakarta.validation.constraints..",
                            "io.swagger.v3.oas.annotations..",
                            "com.fasterxml.jackson.annotation..",
                            "org.springframework.modulith.."))
                    .or(named("dev.perennial.platform.web.DecimalString"))
                    .as("are plain Java, our own, or annotations that describe a record"))
            .because("what may never be wrong must be testable in microseconds, without container or database");

    @ArchTest
    static final ArchRule sharedKnowsNoFeature = classes()
            .that()
            .resideInAPackage("dev.perennial.shared..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "java..", "org.jspecify.annotations..", "org.springframework.modulith..", "dev.perennial.shared.."))
            .because("everybody depends on it, so it can depend on nobody");

    @ArchTest
    static final ArchRule entitiesArePackagePrivate = classes()
            .that()
            .areAnnotatedWith(Entity.class)
            .or()
            .areAnnotatedWith(Embeddable.class)
            .or()
            .areAnnotatedWith(MappedSuperclass.class)
            .should()
            .bePackagePrivate()
            .because("an entity that leaves its module lets anybody change it; snapshots leave instead");

    @ArchTest
    static final ArchRule repositoriesArePackagePrivate = classes()
            .that()
            .areAssignableTo(Repository.class)
            .should()
            .bePackagePrivate()
            .because("only the service next to it knows which rules a change must obey");

    @ArchTest
    static final ArchRule controllersArePackagePrivateInWeb = classes()
            .that()
            .areAnnotatedWith(RestController.class)
            .or()
            .areAnnotatedWith(RestControllerAdvice.class)
            .should()
            .resideInAPackage("..web..")
            .andShould()
            .bePackagePrivate()
            .because("HTTP is one way in, and nothing inside may call it");

    @ArchTest
    static final ArchRule transactionsAreDeclaredOnBeans = classes()
            .that()
            .areAnnotatedWith(Transactional.class)
            .should()
            .beMetaAnnotatedWith(Component.class)
            .because("on anything else than a bean the annotation is ignored in silence");

    @ArchTest
    static final ArchRule transactionalMethodsBelongToBeans = methods()
            .that()
            .areAnnotatedWith(Transactional.class)
            .should()
            .beDeclaredInClassesThat()
            .areMetaAnnotatedWith(Component.class)
            .andShould()
            .notBePrivate()
            .because("on anything else than a bean's callable method the annotation is ignored in silence");

    @ArchTest
    static final ArchRule timeComesFromAClock = noClasses()
            .that(not(READS_THE_WALL_CLOCK_FOR_A_REASON))
            .should()
            .accessTargetWhere(
                    describe("asks the machine for time or zone", ArchitectureTests::asksTheMachineForTimeOrZone))
            .because("a test tenant's clock can be moved, and code that looks past it bills at the wrong time");

    @ArchTest
    static final ArchRule oldDatesAreNotUsed = noClasses()
            .should()
            .dependOnClassesThat(equivalentTo(Date.class).or(equivalentTo(Calendar.class)))
            .because("java.time says whether it means an instant or a date");

    @ArchTest
    static final ArchRule fieldsAreNotFloatingPoint =
            noFields().should().haveRawType(floatingPoint()).because("a double cannot hold ten cents");

    @ArchTest
    static final ArchRule signaturesAreNotFloatingPoint =
            codeUnits().should(notMentionFloatingPoint()).because("a double cannot hold ten cents");

    /** Locals are not in the byte code's signatures, but what fills or uses them is. */
    @ArchTest
    static final ArchRule nothingFloatingPointIsCalled = noClasses()
            .should()
            .accessTargetWhere(describe(
                    "takes, gives or belongs to a floating point number", ArchitectureTests::touchesFloatingPoint))
            .because("a double cannot hold ten cents");

    @ArchTest
    static final ArchRule roundingHasOneHome = noClasses()
            .that()
            .resideOutsideOfPackage("dev.perennial.shared.money..")
            .and(not(named("dev.perennial.plan.pricing.Rating")))
            .and(not(named("dev.perennial.plan.pricing.PackagePricing")))
            .should()
            .accessTargetWhere(describe(
                    "divides or rounds a BigDecimal",
                    (JavaAccess<?> access) -> access.getTargetOwner().isEquivalentTo(BigDecimal.class)
                            && List.of("divide", "setScale", "round").contains(access.getName())))
            .because(
                    "a fraction of an amount is rounded once, by Fraction; Rating shows the exact value, and packages are counted up");

    @ArchTest
    static final ArchRule jsonIsJackson3 = noClasses()
            .that(not(resideInAPackage("dev.perennial.platform.web").and(simpleNameStartingWith("OpenApi"))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.core..")
            .because(
                    "Boot 4 speaks Jackson 3: a Jackson 2 mapper would not know our rules; only springdoc still has one");

    @ArchTest
    static final ArchRule nobodyPrints =
            NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.because("logs have levels, request ids and an end");

    private static boolean asksTheMachineForTimeOrZone(JavaAccess<?> access) {
        var owner = access.getTargetOwner();
        var name = access.getName();
        return (owner.getPackageName().equals("java.time") && name.equals("now") && !isGivenAClock(access))
                || (owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis"))
                || (owner.isEquivalentTo(ZoneId.class) && name.equals("systemDefault"))
                || (owner.isEquivalentTo(TimeZone.class) && name.equals("getDefault"))
                || (owner.isAssignableTo(Clock.class) && (name.startsWith("system") || name.startsWith("tick")))
                || (owner.isEquivalentTo(InstantSource.class) && name.equals("system"));
    }

    private static boolean isGivenAClock(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget target
                && target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Clock.class));
    }

    /** Micrometer counts in double, and counts are all that we give it. */
    private static boolean touchesFloatingPoint(JavaAccess<?> access) {
        return !access.getTargetOwner().getPackageName().startsWith("io.micrometer.") && touches(access);
    }

    private static boolean touches(JavaAccess<?> access) {
        return isFloatingPoint(access.getTargetOwner())
                || (access.getTarget() instanceof CodeUnitAccessTarget target
                        && (isFloatingPoint(target.getRawReturnType())
                                || target.getRawParameterTypes().stream()
                                        .anyMatch(ArchitectureTests::isFloatingPoint)));
    }

    private static boolean isFloatingPoint(JavaClass type) {
        return FLOATING_POINT.contains(type.getBaseComponentType().getName());
    }

    private static DescribedPredicate<JavaClass> floatingPoint() {
        return describe("float or double", ArchitectureTests::isFloatingPoint);
    }

    private static ArchCondition<JavaCodeUnit> notMentionFloatingPoint() {
        return new ArchCondition<>("not take or return float or double") {
            @Override
            public void check(JavaCodeUnit codeUnit, ConditionEvents events) {
                boolean mentions = isFloatingPoint(codeUnit.getRawReturnType())
                        || codeUnit.getRawParameterTypes().stream().anyMatch(ArchitectureTests::isFloatingPoint);
                if (mentions) {
                    events.add(SimpleConditionEvent.violated(
                            codeUnit, codeUnit.getFullName() + " takes or returns floating point"));
                }
            }
        };
    }

    /** The classes with these full names, and what is nested in them. */
    private static DescribedPredicate<JavaClass> named(String... names) {
        var wanted = Set.of(names);
        return describe(
                String.join(" or ", names),
                type -> wanted.contains(type.getName().split("\\$", 2)[0]));
    }
}
