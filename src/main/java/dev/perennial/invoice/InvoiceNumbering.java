package dev.perennial.invoice;

/** Port: how the current tenant wants its invoice numbers to look. */
public interface InvoiceNumbering {

    /** What numbers start with: {@code INV} gives {@code INV-000042}. */
    String prefix();

    /** A number of a series as it stands on documents, with at least six digits. */
    static String digits(long number) {
        var digits = Long.toString(number);
        return "0".repeat(Math.max(0, 6 - digits.length())) + digits;
    }
}
