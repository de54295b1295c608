package dev.perennial.migration;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import dev.perennial.migration.row.InvoiceRow;
import dev.perennial.migration.row.LegacyInvoiceStatus;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.money.Currencies;

/** What an invoice of another system must obey: it has to add up, or something was lost on the way. */
final class InvoiceRules {
    private InvoiceRules() {}

    static List<FieldError> errors(InvoiceRow row) {
        var errors = new ArrayList<FieldError>();
        try {
            Currencies.require("currency", row.currency());
        } catch (DomainException e) {
            errors.addAll(e.fieldErrors());
        }
        if (row.periodStart() != null
                && row.periodEnd() != null
                && !row.periodStart().isBefore(row.periodEnd())) {
            errors.add(new FieldError("period_end", "out_of_range", "must lie after period_start"));
        }
        addsUp(errors, "subtotal", row.subtotal(), sumOfLines(row), "the sum of the lines");
        addsUp(
                errors,
                "total",
                row.total(),
                exact(row.subtotal()).subtract(exact(row.discount())).add(exact(row.tax())),
                "subtotal less discount_total plus tax_total");
        dueErrors(row, errors);
        return errors;
    }

    private static void dueErrors(InvoiceRow row, List<FieldError> errors) {
        if (row.status() == LegacyInvoiceStatus.PAID && row.amountDue() != 0) {
            errors.add(new FieldError("amount_due", "does_not_add_up", "must be 0 for an invoice that is PAID"));
        }
        if (exact(row.amountPaid()).add(exact(row.amountDue())).compareTo(exact(Math.max(row.total(), 0))) > 0) {
            errors.add(new FieldError(
                    "amount_due", "does_not_add_up", "must with amount_paid not be more than total, " + row.total()));
        }
    }

    private static BigDecimal sumOfLines(InvoiceRow row) {
        return row.lines().stream().map(line -> exact(line.amount())).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Sums of what any file may hold are made without overflow. */
    private static BigDecimal exact(long minor) {
        return BigDecimal.valueOf(minor);
    }

    private static void addsUp(List<FieldError> errors, String field, long given, BigDecimal sum, String what) {
        if (exact(given).compareTo(sum) != 0) {
            errors.add(new FieldError(
                    field, "does_not_add_up", "is " + given + ", but " + what + " is " + sum.toPlainString()));
        }
    }
}
