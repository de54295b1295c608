package dev.perennial.cases;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What Lago worked out, worked out by us; where we differ on purpose, {@code cases/exceptions.csv} says why. */
class LagoCasesTests {
    private static final CaseBook BOOK = CaseBook.read("Lago", "lago");
    private static final Map<String, CaseBook.Mapping> MAPPINGS = new HashMap<>();

    static {
        MAPPINGS.putAll(new LagoCharges(UsageRater.PAPER).mappings());
        MAPPINGS.putAll(LagoSubscriptions.mappings());
        MAPPINGS.putAll(LagoChanges.mappings());
        MAPPINGS.putAll(LagoTotals.mappings());
        MAPPINGS.putAll(DunningSchedules.lago());
        MAPPINGS.putAll(LagoRecognition.mappings());
    }

    static List<Case> cases() {
        return BOOK.cases();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void weComeToTheSame(Case given) {
        BOOK.check(given, MAPPINGS);
    }

    @Test
    void exceptionsAreFewAndKnown() {
        BOOK.checkExceptions();

        assertThat(BOOK.cases()).hasSize(84);
        assertThat(BOOK.run()).isGreaterThanOrEqualTo(66);
    }

    @AfterAll
    static void say() {
        System.out.println(BOOK.summary());
    }
}
