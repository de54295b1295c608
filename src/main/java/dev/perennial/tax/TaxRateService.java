package dev.perennial.tax;

import java.time.Clock;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;

/** The tenant's table of rates. A rate never changes: another one takes its place from some day on. */
@Service
public class TaxRateService {
    private final TaxRateStore store;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    TaxRateService(TaxRateStore store, ApplicationEventPublisher events, Clock clock) {
        this.store = store;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Adds a rate; with an id that exists already it returns that rate. Fails with {@code validation_failed}: {@code
     * out_of_range} for days in the wrong order, {@code required} for a city without its state.
     */
    @Transactional
    public TaxRateSnapshot create(UUID id, NewTaxRate command) {
        var existing = store.find(id);
        if (existing.isPresent()) {
            return existing.get();
        }
        if (command.validFrom() != null
                && command.validTo() != null
                && !command.validTo().isAfter(command.validFrom())) {
            throw DomainException.invalid("valid_to", "out_of_range", "must be later than valid_from");
        }
        if (command.city() != null && command.state() == null) {
            throw DomainException.invalid("state", "required", "must be given with a city");
        }
        var now = clock.instant();
        var rate = new TaxRateSnapshot(
                id,
                command.name(),
                command.country(),
                command.state(),
                command.city(),
                command.ratePercent().stripTrailingZeros(),
                Boolean.TRUE.equals(command.inclusive()),
                command.validFrom(),
                command.validTo(),
                true,
                now,
                now);
        store.insert(rate);
        events.publishEvent(new TaxRateEvent(TaxRateEvent.Kind.CREATED, rate, Map.of(), now));
        return rate;
    }

    /** Takes a rate out of use; invoices keep it. Fails with {@code tax_rate_not_found}. */
    @Transactional
    public TaxRateSnapshot archive(UUID id) {
        var before = get(id);
        if (!before.active()) {
            return before;
        }
        var now = clock.instant();
        store.archive(id, now);
        var archived = get(id);
        events.publishEvent(new TaxRateEvent(TaxRateEvent.Kind.ARCHIVED, archived, Map.of("active", true), now));
        return archived;
    }

    /** Fails with {@code tax_rate_not_found}. */
    @Transactional(readOnly = true)
    public TaxRateSnapshot get(UUID id) {
        return store.find(id).orElseThrow(() -> DomainException.notFound("tax_rate", id));
    }

    /** Newest first; null means any. */
    @Transactional(readOnly = true)
    public Page<TaxRateSnapshot> list(@Nullable String country, @Nullable Boolean active, PageQuery page) {
        return Page.of(store.list(country, active, page.before(), page.size() + 1), page.size(), TaxRateSnapshot::id);
    }
}
