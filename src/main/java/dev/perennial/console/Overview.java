package dev.perennial.console;

import java.util.List;

import dev.perennial.analytics.AgingReport;
import dev.perennial.analytics.CohortReport;
import dev.perennial.analytics.OverviewReport;

/**
 * The figures of the morning with their charts.
 *
 * @param currencies in which there are figures; the one that is shown is among them
 * @param waterfall from the MRR at the beginning of the range to that at its end
 * @param movements how MRR moved month by month
 * @param churn what was lost month by month
 * @param aging what is owed, by how long it is due
 * @param monthsMax how many columns the cohorts need
 */
public record Overview(
        OverviewReport figures,
        List<String> currencies,
        Chart waterfall,
        Chart movements,
        Chart churn,
        Chart aging,
        AgingReport receivables,
        List<CohortReport.Cohort> cohorts,
        int monthsMax) {}
