package dev.perennial.billing.domain;

import dev.perennial.plan.PlanTerms;

/** What a subscription is billed by: a version of a plan, and how many. */
public record Terms(PlanTerms plan, long quantity) {}
