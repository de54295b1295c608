package dev.perennial.invoice.domain;

/** What a line stands for. */
public enum LineType {
    RECURRING,
    ONE_TIME,
    MANUAL
}
