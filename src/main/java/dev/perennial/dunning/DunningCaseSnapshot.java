package dev.perennial.dunning;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.perennial.dunning.domain.CaseState;
import dev.perennial.dunning.domain.StepKind;
import dev.perennial.shared.billing.CollectionMethod;

/**
 * The chase of one invoice as the journal shows it.
 *
 * @param round rises when part of the debt is paid and the schedule begins anew
 * @param slot steps of the schedule that were taken in this round
 * @param waitsForPaymentMethod whether the method was declined for good
 */
public record DunningCaseSnapshot(
        UUID id,
        UUID invoiceId,
        UUID accountId,
        CollectionMethod collection,
        CaseState state,
        int round,
        int slot,
        @Nullable StepKind nextStep,
        @Nullable Instant nextStepAt,
        boolean waitsForPaymentMethod,
        Instant openedAt,
        @Nullable Instant closedAt) {}
