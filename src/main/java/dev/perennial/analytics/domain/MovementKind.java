package dev.perennial.analytics.domain;

/** What a change of MRR means for the account. */
public enum MovementKind {
    /** Its first MRR. */
    NEW,
    /** It pays more than before. */
    EXPANSION,
    /** It pays less, but still something. */
    CONTRACTION,
    /** It pays nothing any more. */
    CHURN,
    /** It pays again after it paid nothing. */
    REACTIVATION;

    /**
     * @param before MRR of the account in minor units
     * @param after another amount
     * @param paidEarlier whether it ever had MRR
     */
    public static MovementKind of(long before, long after, boolean paidEarlier) {
        if (before == after) {
            throw new IllegalArgumentException("Nothing moved: " + before);
        }
        if (before == 0) {
            return paidEarlier ? REACTIVATION : NEW;
        }
        if (after == 0) {
            return CHURN;
        }
        return after > before ? EXPANSION : CONTRACTION;
    }

    public Figure figure() {
        return switch (this) {
            case NEW -> Figure.NEW;
            case EXPANSION -> Figure.EXPANSION;
            case CONTRACTION -> Figure.CONTRACTION;
            case CHURN -> Figure.CHURN;
            case REACTIVATION -> Figure.REACTIVATION;
        };
    }

    /** By how many the accounts that pay change. */
    public int customers() {
        return switch (this) {
            case NEW, REACTIVATION -> 1;
            case CHURN -> -1;
            case EXPANSION, CONTRACTION -> 0;
        };
    }
}
