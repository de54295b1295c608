package dev.perennial.analytics;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;

import org.springframework.stereotype.Component;

import dev.perennial.analytics.domain.Interval;
import dev.perennial.analytics.domain.Range;
import dev.perennial.shared.error.DomainException;
import dev.perennial.tenant.TenantService;

/** Fills in what a caller left open. */
@Component
class ReportRanges {
    private static final int MONTHS_BEFORE = 11;
    private static final int YEARS_MAX = 10;
    private final TenantService tenants;
    private final Clock clock;

    ReportRanges(TenantService tenants, Clock clock) {
        this.tenants = tenants;
        this.clock = clock;
    }

    /** Fails with {@code validation_failed}: {@code not_after_from}, {@code out_of_range}. */
    Range of(AnalyticsQuery query) {
        var to = query.to() == null ? today().plusDays(1) : query.to();
        var from = query.from() == null ? to.minusDays(1).withDayOfMonth(1).minusMonths(MONTHS_BEFORE) : query.from();
        if (!from.isBefore(to)) {
            throw DomainException.invalid("to", "not_after_from", "must be later than " + from);
        }
        if (from.plusYears(YEARS_MAX).isBefore(to)) {
            throw DomainException.invalid("from", "out_of_range", "must be within ten years before " + to);
        }
        var currency = query.currency() == null ? tenants.settings().defaultCurrency() : query.currency();
        return new Range(from, to, currency, query.interval() == null ? Interval.MONTH : query.interval());
    }

    /** The present day in UTC. */
    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
