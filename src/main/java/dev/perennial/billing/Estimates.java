package dev.perennial.billing;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.annotation.JsonDeserialize;

import dev.perennial.invoice.domain.LineType;
import dev.perennial.plan.PlanService;
import dev.perennial.plan.pricing.Aggregation;
import dev.perennial.plan.pricing.Charge;
import dev.perennial.plan.pricing.ChargeType;
import dev.perennial.plan.pricing.Commitment;
import dev.perennial.plan.pricing.Explanation;
import dev.perennial.plan.pricing.Measure;
import dev.perennial.plan.pricing.PriceRules;
import dev.perennial.plan.pricing.Rating;
import dev.perennial.platform.web.DecimalString;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;
import dev.perennial.shared.money.Currencies;
import dev.perennial.shared.money.Fraction;
import dev.perennial.shared.time.TimeZones;
import dev.perennial.subscription.GranularitySetting;

/** What charges would cost: the pricing code of real invoices, with nothing stored. */
@Service
public class Estimates {
    private final PlanService plans;
    private final GranularitySetting granularity;

    Estimates(PlanService plans, GranularitySetting granularity) {
        this.plans = plans;
        this.granularity = granularity;
    }

    /**
     * @param usage units by metric
     * @param events how many events made up the usage, by metric; only PERCENTAGE asks, and takes one if absent
     * @param servicePeriod the part of a period for which recurring charges are prorated
     * @param timezone where the days of the service period begin; UTC if absent
     */
    @Schema(name = "EstimateRequest")
    public record Request(
            @Nullable @Schema(description = "Either this, plan_code or charges")
            UUID planId,

            @Nullable @Schema(example = "team-monthly") String planCode,
            @Nullable @Size(min = 1, max = 50) List<@Valid @NotNull Charge> charges,
            @NotNull @Schema(example = "USD") String currency,
            @Nullable @Min(0) @Max(1_000_000_000) Long quantity,

            @Nullable @Size(max = 50) @JsonDeserialize(contentUsing = DecimalString.Reader.class)
            Map<String, @NotNull @DecimalMin("0") @DecimalMax("1000000000000") BigDecimal> usage,

            @Nullable @Size(max = 50) Map<String, @NotNull @Min(0) Long> events,
            @Nullable @Valid ServicePeriod servicePeriod,
            @Nullable @Schema(example = "Europe/Berlin") String timezone) {}

    /** Dates or instants; {@code end} is not part of it. */
    @Schema(name = "EstimateServicePeriod")
    public record ServicePeriod(
            @NotNull @Schema(example = "2026-01-15") String start,
            @NotNull @Schema(example = "2026-02-01") String end,

            @Nullable @Valid @Schema(description = "The whole period of which it is a part")
            Whole of) {}

    /** A whole period. */
    @Schema(name = "EstimateWholePeriod")
    public record Whole(
            @NotNull @Schema(example = "2026-01-01") String start,
            @NotNull @Schema(example = "2026-02-01") String end) {}

    /**
     * @param chargeCode null for what is missing of the least of a plan
     * @param amount minor units
     */
    @Schema(name = "EstimateLine")
    public record Line(
            LineType type,
            @Nullable String chargeCode,
            @Schema(example = "3") BigDecimal quantity,
            @Nullable @DecimalString BigDecimal unitAmount,
            long amount,
            Explanation explanation) {}

    /** @param total minor units */
    @Schema(name = "Estimate")
    public record Estimate(String currency, List<Line> lines, long total) {}

    /**
     * Prices charges, or those of a plan at its latest version, with what is missing of the least that was agreed for
     * them. Fails with {@code validation_failed}, {@code plan_not_found}.
     */
    @Transactional(readOnly = true)
    public Estimate estimate(Request request) {
        Currencies.require("currency", request.currency());
        var priced = priced(request);
        requirePrices(priced, request);
        var share = share(request);
        var lines = new ArrayList<Line>();
        for (var charge : priced.charges()) {
            var price = charge.priceIn(request.currency()).orElseThrow();
            var part = charge.type() == ChargeType.RECURRING ? share : Fraction.ONE;
            var rated = Rating.rate(charge.model(), price, measure(charge, request), part);
            lines.add(new Line(
                    lineType(charge),
                    charge.code(),
                    rated.quantity(),
                    rated.unitAmount(),
                    rated.amount(),
                    rated.explanation()));
        }
        EstimatedCommitments.addTo(lines, priced.charges(), priced.least(), request.currency(), share);
        long total = lines.stream().mapToLong(Line::amount).reduce(0, Math::addExact);
        return new Estimate(request.currency(), lines, total);
    }

    private static LineType lineType(Charge charge) {
        return switch (charge.type()) {
            case RECURRING -> LineType.RECURRING;
            case USAGE -> LineType.USAGE;
            case ONE_TIME -> LineType.ONE_TIME;
        };
    }

    /** @param least of a plan, by currency */
    private record Priced(List<Charge> charges, List<Commitment> least) {}

    private Priced priced(Request request) {
        boolean ofPlan = request.planId() != null || request.planCode() != null;
        if (ofPlan == (request.charges() != null) || (request.planId() != null && request.planCode() != null)) {
            throw DomainException.invalid(
                    "charges", "required", "must be given, or else plan_id or plan_code; only one of the three");
        }
        if (request.charges() == null) {
            var terms = plans.termsForSale(request.planId(), request.planCode());
            return new Priced(terms.charges(), terms.minimumCommitments());
        }
        var errors = PriceRules.check(request.charges());
        if (!errors.isEmpty()) {
            throw DomainException.invalid(errors);
        }
        return new Priced(request.charges(), List.of());
    }

    /** As a sale does, it asks for a least in the currency too, where there is one in any. */
    private static void requirePrices(Priced priced, Request request) {
        var errors = new ArrayList<FieldError>();
        var currency = request.currency();
        for (int i = 0; i < priced.charges().size(); i++) {
            var charge = priced.charges().get(i);
            var ofCharge = " of charge '" + charge.code() + "' in " + currency;
            if (charge.priceIn(currency).isEmpty()) {
                errors.add(notPriced(fieldOf(request, i, "prices"), "price" + ofCharge));
            }
            if (charge.minimumCommitments() != null
                    && charge.commitmentIn(currency).isEmpty()) {
                errors.add(notPriced(fieldOf(request, i, "minimum_commitments"), "minimum commitment" + ofCharge));
            }
        }
        if (!priced.least().isEmpty() && Commitment.in(priced.least(), currency).isEmpty()) {
            errors.add(notPriced("currency", "minimum commitment of the plan in " + currency));
        }
        if (!errors.isEmpty()) {
            throw DomainException.invalid(errors);
        }
    }

    private static String fieldOf(Request request, int charge, String part) {
        return request.charges() == null ? "currency" : "charges[" + charge + "]." + part;
    }

    private static FieldError notPriced(String field, String missing) {
        return new FieldError(field, "currency_not_priced", "has no " + missing);
    }

    private static Measure measure(Charge charge, Request request) {
        if (charge.type() != ChargeType.USAGE) {
            return Measure.of(request.quantity() == null ? 1 : request.quantity());
        }
        var metric = String.valueOf(charge.metric());
        var units = request.usage() == null ? BigDecimal.ZERO : request.usage().getOrDefault(metric, BigDecimal.ZERO);
        var events = request.events() == null ? null : request.events().get(metric);
        if (events != null) {
            return new Measure(units, events);
        }
        return charge.aggregationOrSum() == Aggregation.COUNT
                ? new Measure(units, units.toBigInteger().longValueExact())
                : Measure.of(units);
    }

    private Fraction share(Request request) {
        var zone = TimeZones.require("timezone", Objects.requireNonNullElse(request.timezone(), "UTC"));
        var part = request.servicePeriod();
        if (part == null) {
            return Fraction.ONE;
        }
        var start = instant("service_period.start", part.start(), zone);
        var end = instant("service_period.end", part.end(), zone);
        requireOrder("service_period.end", start, end);
        if (part.of() == null) {
            return Fraction.ONE;
        }
        var wholeStart = instant("service_period.of.start", part.of().start(), zone);
        var wholeEnd = instant("service_period.of.end", part.of().end(), zone);
        requireOrder("service_period.of.end", wholeStart, wholeEnd);
        if (start.isBefore(wholeStart) || end.isAfter(wholeEnd)) {
            throw DomainException.invalid("service_period.of", "out_of_range", "must hold the whole service period");
        }
        var steps = granularity.granularity();
        long whole = steps.between(wholeStart, wholeEnd, zone);
        if (whole == 0) {
            throw DomainException.invalid("service_period.of", "out_of_range", "must last at least one day");
        }
        return new Fraction(steps.between(start, end, zone), whole);
    }

    private static void requireOrder(String field, Instant start, Instant end) {
        if (!start.isBefore(end)) {
            throw DomainException.invalid(field, "out_of_range", "must be later than start");
        }
    }

    private static Instant instant(String field, String text, ZoneId zone) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw DomainException.invalid(field, "invalid_value", "must be a date or an RFC 3339 instant");
        }
    }
}
