package dev.perennial.payment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.perennial.account.BillingProfiles;
import dev.perennial.account.PaymentMethodService;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.payment.GatewayClaims.Claim;
import dev.perennial.payment.domain.PaymentStatus;
import dev.perennial.payment.gateway.ChargeRequest;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.money.Money;

/**
 * Makes of attempts what goes to the gateway, many in one transaction, and fixes by which method each is sent. From then
 * on every repetition is the very same request, whatever happens to the method meanwhile.
 */
@Service
class Preparation {
    private final JdbcClient jdbc;
    private final BillingProfiles accounts;
    private final PaymentMethodService methods;
    private final InvoiceService invoices;

    Preparation(JdbcClient jdbc, BillingProfiles accounts, PaymentMethodService methods, InvoiceService invoices) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.methods = methods;
        this.invoices = invoices;
    }

    /**
     * What must go to the gateway for an attempt.
     *
     * @param gateway that it is for
     * @param lookUp whether it may have been sent before, so that its outcome must be found out rather than made
     * @param request empty when there is no payment method to charge
     */
    record Work(UUID paymentId, UUID invoiceId, String gateway, boolean lookUp, Optional<ChargeRequest> request) {
        /** The same for a payment that the gateway knows by this name. */
        Work at(String gatewayPaymentId) {
            return new Work(paymentId, invoiceId, gateway, lookUp, request.map(sent -> sent.at(gatewayPaymentId)));
        }
    }

    /** By payment. One that somebody else has taken over since it was claimed may have been sent by him. */
    @Transactional
    Map<UUID, Work> prepare(List<Claim> claims, Instant wallClock) {
        var byPayment = claims.stream().collect(Collectors.toMap(Claim::id, Function.identity()));
        return works(
                byPayment.keySet(),
                attempt -> {
                    var claim = Objects.requireNonNull(byPayment.get(attempt.id()));
                    return claim.sentBefore() || !claim.stillHolds(attempt.workAt());
                },
                wallClock);
    }

    /** As {@link #prepare(List, Instant)}, of one. Fails with {@code payment_not_found}. */
    @Transactional
    Work prepare(Claim claim, Instant wallClock) {
        return only(claim.id(), prepare(List.of(claim), wallClock));
    }

    /** Of an attempt that the gateway knows. Fails with {@code payment_not_found}. */
    @Transactional
    Work sent(UUID paymentId, Instant wallClock) {
        return only(paymentId, works(List.of(paymentId), attempt -> true, wallClock));
    }

    private static Work only(UUID paymentId, Map<UUID, Work> works) {
        var work = works.get(paymentId);
        if (work == null) {
            throw DomainException.notFound("payment", paymentId);
        }
        return work;
    }

    private record Attempt(
            UUID id,
            UUID invoiceId,
            UUID accountId,
            @Nullable UUID methodId,
            Money amount,
            PaymentStatus status,
            String gateway,
            String idempotencyKey,
            @Nullable SentBy sentBy,
            @Nullable String gatewayPaymentId,
            @Nullable Instant sentAt,
            @Nullable Instant workAt) {}

    /** The customer and the method that are charged, as the gateway names them. */
    private record SentBy(String customerId, String methodId) {}

    private Map<UUID, Work> works(Collection<UUID> ids, Predicate<Attempt> sentBefore, Instant wallClock) {
        var attempts = lock(ids);
        var chosen = choose(
                attempts.stream().filter(attempt -> attempt.sentBy() == null).toList());
        var numbers = invoices.numbers(
                attempts.stream().map(Attempt::invoiceId).distinct().toList());
        return attempts.stream()
                .map(attempt -> {
                    var sentBy = attempt.sentBy() == null ? chosen.get(attempt.id()) : attempt.sentBy();
                    return sentBy == null
                            // Nothing can have been sent without a method, whatever the claim says.
                            ? new Work(attempt.id(), attempt.invoiceId(), attempt.gateway(), false, Optional.empty())
                            : new Work(
                                    attempt.id(),
                                    attempt.invoiceId(),
                                    attempt.gateway(),
                                    sentBefore.test(attempt) || attempt.status() != PaymentStatus.PENDING,
                                    Optional.of(request(
                                            attempt,
                                            sentBy,
                                            Objects.requireNonNull(numbers.get(attempt.invoiceId())),
                                            wallClock)));
                })
                .collect(Collectors.toMap(Work::paymentId, Function.identity()));
    }

    private static ChargeRequest request(Attempt attempt, SentBy sentBy, String invoiceNumber, Instant wallClock) {
        return new ChargeRequest(
                CurrentTenant.id(),
                attempt.accountId(),
                attempt.invoiceId(),
                attempt.id(),
                attempt.idempotencyKey(),
                attempt.amount(),
                sentBy.customerId(),
                sentBy.methodId(),
                attempt.gatewayPaymentId(),
                attempt.sentAt() == null ? wallClock : attempt.sentAt(),
                invoiceNumber);
    }

    /** A closed account is asked for nothing any more, whatever method it had. */
    private Map<UUID, SentBy> choose(List<Attempt> attempts) {
        if (attempts.isEmpty()) {
            return Map.of();
        }
        var owners = accounts.living(
                attempts.stream().map(Attempt::accountId).distinct().toList());
        var attached = methods.attached(attempts.stream()
                .map(Attempt::methodId)
                .filter(Objects::nonNull)
                .distinct()
                .toList());
        var chosen = new HashMap<UUID, SentBy>();
        for (var attempt : attempts) {
            var owner = owners.get(attempt.accountId());
            var method = attempt.methodId() == null ? null : attached.get(attempt.methodId());
            if (owner != null && owner.gatewayCustomerId() != null && method != null) {
                chosen.put(attempt.id(), new SentBy(owner.gatewayCustomerId(), method.gatewayPaymentMethodId()));
            }
        }
        if (!chosen.isEmpty()) {
            keep(chosen);
        }
        return chosen;
    }

    private void keep(Map<UUID, SentBy> chosen) {
        var ids = new ArrayList<>(chosen.keySet());
        var sentBy = ids.stream().map(chosen::get).toList();
        jdbc.sql("""
                        update payment p set gateway_customer_id = c.customer, gateway_payment_method_id = c.method, version = p.version + 1
                          from unnest(:ids::uuid[], :customers::text[], :methods::text[]) as c (id, customer, method)
                         where p.tenant_id = :tenant and p.id = c.id
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .param("customers", Rows.texts(sentBy, SentBy::customerId))
                .param("methods", Rows.texts(sentBy, SentBy::methodId))
                .update();
    }

    private List<Attempt> lock(Collection<UUID> ids) {
        return jdbc.sql("""
                        select id, invoice_id, account_id, payment_method_id, amount, currency, status, gateway, idempotency_key,
                               gateway_customer_id, gateway_payment_method_id, gateway_payment_id, sent_at, work_at
                          from payment where tenant_id = :tenant and id = any(:ids::uuid[])
                         order by id for update
                        """)
                .param("tenant", CurrentTenant.id())
                .param("ids", Rows.texts(ids))
                .query(Preparation::attempt)
                .list();
    }

    private static Attempt attempt(ResultSet row, int index) throws SQLException {
        var customerId = row.getString("gateway_customer_id");
        var methodId = row.getString("gateway_payment_method_id");
        return new Attempt(
                Rows.uuid(row, "id"),
                Rows.uuid(row, "invoice_id"),
                Rows.uuid(row, "account_id"),
                row.getObject("payment_method_id", UUID.class),
                new Money(row.getLong("amount"), Currency.getInstance(row.getString("currency"))),
                PaymentStatus.valueOf(row.getString("status")),
                row.getString("gateway"),
                row.getString("idempotency_key"),
                customerId == null || methodId == null ? null : new SentBy(customerId, methodId),
                row.getString("gateway_payment_id"),
                Rows.instantOrNull(row, "sent_at"),
                Rows.instantOrNull(row, "work_at"));
    }
}
