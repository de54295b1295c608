package dev.perennial.dunning.domain;

import java.time.Instant;

/**
 * A step of the schedule that is to come.
 *
 * @param number counted from 1 within a round
 * @param kind RETRY, REMINDER, LAST_NOTICE or FINAL_ACTION
 */
public record Slot(int number, StepKind kind, Instant at) {}
