package dev.perennial.webhook.domain;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UrgencyTests {

    @Test
    void putsFirstWhatSomebodyMustActUpon() {
        assertThat(Urgency.of("payment.requires_action")).isEqualTo(Urgency.HIGH);
        assertThat(Urgency.of("subscription.past_due")).isEqualTo(Urgency.HIGH);
        assertThat(Urgency.of("plan.updated")).isEqualTo(Urgency.NORMAL);
        assertThat(Urgency.HIGH.rank()).isLessThan(Urgency.NORMAL.rank());
        assertThat(Urgency.NORMAL.rank()).isLessThan(Urgency.LOW.rank());
    }
}
