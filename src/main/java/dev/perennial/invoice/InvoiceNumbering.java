package dev.perennial.invoice;

/** Port: how the current tenant wants its invoice numbers to look. */
public interface InvoiceNumbering {

    /** What numbers start with: {@code INV} gives {@code INV-000042}. */
    String prefix();
}
