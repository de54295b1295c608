package dev.perennial.analytics;

import java.time.Clock;
import java.util.ArrayList;
import java.util.UUID;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.analytics.domain.SubscriptionMrr;

/** Counts what all subscriptions bring in a month from their terms, and compares it with what movements come to. */
@Service
public class MrrVerifier {
    private static final int PAGE_SIZE = 1_000;
    private static final int SHOWN_MAX = 100;
    private static final UUID FIRST = new UUID(0, 0);
    private final MrrAssessment assessment;
    private final MrrStore store;
    private final Clock clock;

    MrrVerifier(MrrAssessment assessment, MrrStore store, Clock clock) {
        this.assessment = assessment;
        this.store = store;
        this.clock = clock;
    }

    /** Counts every subscription anew, page by page. Shows the first differences only, however many there are. */
    @Transactional(readOnly = true)
    public MrrVerification verify() {
        long count = 0;
        var differences = new ArrayList<MrrVerification.Difference>();
        var page = assessment.after(FIRST, PAGE_SIZE, clock.instant());
        while (!page.isEmpty()) {
            count += page.size();
            var noted = store.movedBy(
                    page.stream().map(SubscriptionMrr::subscriptionId).toList());
            for (var counted : page) {
                long sum = noted.getOrDefault(counted.subscriptionId(), 0L);
                if (sum != counted.mrr() && differences.size() < SHOWN_MAX) {
                    differences.add(new MrrVerification.Difference(
                            counted.subscriptionId(), counted.currency(), sum, counted.mrr()));
                }
            }
            page = assessment.after(page.getLast().subscriptionId(), PAGE_SIZE, clock.instant());
        }
        return new MrrVerification(count, differences);
    }
}
