package dev.perennial.cases;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What Kill Bill worked out, worked out by us; where we differ on purpose, {@code cases/exceptions.csv} says why. */
class KillBillCasesTests {
    private static final CaseBook BOOK = CaseBook.read("Kill Bill", "killbill");
    private static final Map<String, CaseBook.Mapping> MAPPINGS = new HashMap<>();

    static {
        MAPPINGS.putAll(KillBillPeriods.mappings());
        MAPPINGS.putAll(new KillBillUsage(UsageRater.PAPER).mappings());
        MAPPINGS.putAll(KillBillInvoices.mappings());
        MAPPINGS.putAll(KillBillScenarios.mappings());
        MAPPINGS.putAll(DunningSchedules.killBill());
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

        assertThat(BOOK.cases()).hasSize(247);
        assertThat(BOOK.run()).isGreaterThanOrEqualTo(203);
    }

    @AfterAll
    static void say() {
        System.out.println(BOOK.summary());
    }
}
