package dev.perennial.usage;

import org.springframework.stereotype.Component;

/**
 * Takes reports that come one by one, and stores together those that come at the same time: commits are what they cost
 * most.
 */
@Component
public class SingleReports {
    private static final GroupCommit.Limits LIMITS = new GroupCommit.Limits(50, 2, 5_000);
    private final GroupCommit<UsageReport, UsageOutcome> commits;

    SingleReports(UsageService usage) {
        commits = new GroupCommit<>(LIMITS, usage::record);
    }

    /**
     * As {@link UsageService#record} for one report: returns after the commit. Fails with
     * {@code too_many_requests_waiting}.
     */
    public UsageOutcome record(UsageReport report) {
        return commits.submit(report);
    }
}
