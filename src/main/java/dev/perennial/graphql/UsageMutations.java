package dev.perennial.graphql;

import java.util.Map;

import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.stereotype.Controller;

import dev.perennial.platform.security.CurrentCaller;
import dev.perennial.usage.SingleReports;
import dev.perennial.usage.UsageOutcome;
import dev.perennial.usage.UsageReport;

/** Usage, reported one by one; who has a stream of it sends that to the REST API. */
@Controller
class UsageMutations {
    private final SingleReports reports;
    private final Inputs inputs;

    UsageMutations(SingleReports reports, Inputs inputs) {
        this.reports = reports;
        this.inputs = inputs;
    }

    /** Whether it counts now, or did already. */
    enum ReportStatus {
        ACCEPTED,
        DUPLICATE
    }

    @MutationMapping("report_usage")
    ReportStatus reportUsage(@Argument Map<String, Object> input) {
        CurrentCaller.requireWrite("usage");
        return switch (reports.record(inputs.read(input, UsageReport.class))) {
            case UsageOutcome.Accepted() -> ReportStatus.ACCEPTED;
            case UsageOutcome.Duplicate() -> ReportStatus.DUPLICATE;
            case UsageOutcome.Rejected rejected -> throw rejected.asException();
        };
    }
}
