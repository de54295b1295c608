package dev.perennial.tenant;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.DecimalString;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.money.Currencies;

/**
 * What a late payment costs: a percentage of what is due, or an amount. It holds for the invoices that become final
 * while it is set, and for those it does not change any more.
 *
 * @param percent of what is still due
 * @param amounts an amount for each currency; in others there is no fee
 * @param graceDays whole days after the due day that cost nothing; none if absent
 * @param repeat once if absent
 * @param withoutTax whether the percentage is of what is due without the tax in it; with it, if absent
 */
@Schema(name = "LateFeePolicy")
public record LateFeePolicy(
        @Nullable @DecimalString
        @DecimalMin("0.0001") @DecimalMax("100") @Digits(integer = 3, fraction = 4) @Schema(example = "1.5")
        BigDecimal percent,

        @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) @Size(min = 1, max = 50) List<@Valid @NotNull Amount> amounts,

        @Nullable @Min(0) @Max(365) @Schema(example = "5") Integer graceDays,
        @Nullable Repeat repeat,
        @Nullable Boolean withoutTax) {

    /** How often one invoice costs a fee. */
    public enum Repeat {
        ONCE,
        /** And again a month later, as long as something is due. */
        MONTHLY
    }

    /** @param amount minor units */
    @Schema(name = "LateFeeAmount")
    public record Amount(
            @NotNull @Schema(example = "EUR") String currency,

            @NotNull @Min(1) @Max(999_999_999L) @Schema(example = "4000")
            Long amount) {}

    public int graceDaysOrNone() {
        return graceDays == null ? 0 : graceDays;
    }

    public boolean repeatsMonthly() {
        return repeat == Repeat.MONTHLY;
    }

    public boolean leavesTaxOut() {
        return Boolean.TRUE.equals(withoutTax);
    }

    /** The amount for a currency in minor units, if fees are amounts and there is one. */
    public Optional<Long> amountIn(String currency) {
        return amounts == null
                ? Optional.empty()
                : amounts.stream()
                        .filter(amount -> amount.currency().equals(currency))
                        .map(Amount::amount)
                        .findFirst();
    }

    /** Fails with {@code required}, {@code unknown_currency}, {@code duplicate_currency}. */
    void check() {
        if ((percent == null) == (amounts == null)) {
            throw DomainException.invalid(
                    "late_fee.percent", "required", "must be given, or amounts; only one of the two");
        }
        var errors = new ArrayList<FieldError>();
        var seen = new HashSet<String>();
        for (int i = 0; amounts != null && i < amounts.size(); i++) {
            var field = "late_fee.amounts[" + i + "].currency";
            var currency = Currencies.require(field, amounts.get(i).currency());
            if (!seen.add(currency.getCurrencyCode())) {
                errors.add(new FieldError(field, "duplicate_currency", "has another amount"));
            }
        }
        if (!errors.isEmpty()) {
            throw DomainException.invalid(errors);
        }
    }
}
