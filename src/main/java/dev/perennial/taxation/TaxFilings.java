package dev.perennial.taxation;

import java.util.List;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;
import dev.perennial.tax.TaxProvider;
import dev.perennial.tax.TaxProvider.Filed;
import dev.perennial.taxation.TaxFilingStore.Filing;

/**
 * Tells the provider, after the fact and until it has heard, what was billed by its calculations and what was given
 * back.
 */
@Component
class TaxFilings {
    private static final Logger log = LoggerFactory.getLogger(TaxFilings.class);
    private static final int BATCH_SIZE = 50;
    private final TaxFilingStore store;
    private final TaxQuestions questions;
    private final Ticks ticks;

    TaxFilings(TaxFilingStore store, TaxQuestions questions, Ticks ticks, MeterRegistry meters) {
        this.store = store;
        this.questions = questions;
        this.ticks = ticks;
        Gauge.builder("perennial.tax.untold", store::untold)
                .description("Invoices and corrections that the tax provider has not heard of")
                .register(meters);
        Gauge.builder("perennial.tax.filings.refused", store::refused)
                .description("Invoices and corrections that the tax provider refused to hear of")
                .register(meters);
    }

    @Scheduled(fixedDelayString = "${perennial.tax.tick:2s}", initialDelayString = "${perennial.tax.tick:2s}")
    void tell() {
        ticks.run("tax-filings", () -> ticks.forEach("tax-filings", store.tenantsWithWork(), this::tellAll));
    }

    void tellAll() {
        var provider = questions.answering();
        if (provider.isEmpty()) {
            return;
        }
        List<Filing> claimed;
        do {
            claimed = store.claim(BATCH_SIZE);
            claimed.forEach(filing -> tell(provider.get(), filing));
        } while (claimed.size() == BATCH_SIZE);
    }

    private void tell(TaxProvider provider, Filing filing) {
        switch (filed(provider, filing)) {
            case Filed.Done done -> store.settle(filing.id(), done);
            case Filed.NotDone(var code, var reason, var forGood) -> {
                log.atLevel(forGood ? Level.ERROR : Level.WARN)
                        .log("Tax filing {} of invoice {}: {}", filing.id(), filing.invoiceId(), reason);
                store.fail(filing.id(), code == null ? reason : code, forGood);
            }
        }
    }

    private Filed filed(TaxProvider provider, Filing filing) {
        if (filing.calculationId() != null) {
            return provider.record(filing.key(), filing.calculationId(), filing.invoiceId());
        }
        var recorded = store.recorded(filing.invoiceId()).orElse(null);
        if (recorded == null || recorded.transactionId() == null) {
            return new Filed.NotDone("not_recorded", "the provider has not heard of the invoice itself yet", false);
        }
        return provider.reverse(
                filing.key(),
                filing.id(),
                recorded.transactionId(),
                recorded.items(),
                TaxedLines.within(filing.lines(), recorded.lines()));
    }
}
