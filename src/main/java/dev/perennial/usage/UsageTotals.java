package dev.perennial.usage;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.plan.pricing.Measure;

/** What was used in stretches of time, exact to the microsecond. */
@Service
public class UsageTotals {
    private final TotalsReader reader;

    UsageTotals(TotalsReader reader) {
        this.reader = reader;
    }

    /**
     * The measure of every window, with a query for each period of whole hours, one for all other windows, and one more
     * if prices look at single events. Nothing used is {@link Measure#NOTHING}, and what corrections brought below zero
     * is zero.
     */
    @Transactional(readOnly = true)
    public Map<UsageWindow, Measure> of(Collection<UsageWindow> windows) {
        var totals = HashMap.<UsageWindow, Measure>newHashMap(windows.size());
        windows.forEach(window -> totals.put(window, Measure.NOTHING));
        if (!totals.isEmpty()) {
            read(List.copyOf(totals.keySet()), totals);
        }
        return totals;
    }

    private void read(List<UsageWindow> asked, Map<UsageWindow, Measure> totals) {
        var priced = asked.stream().filter(window -> window.perEvent() != null).toList();
        var amounts = priced.isEmpty() ? Map.<UsageWindow, BigDecimal>of() : reader.eventAmounts(priced);
        for (var total : reader.read(asked)) {
            var quantity = total.quantity().max(BigDecimal.ZERO);
            totals.put(total.window(), new Measure(quantity, total.events(), amounts.get(total.window())));
        }
    }
}
