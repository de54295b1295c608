package dev.perennial.export;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.perennial.account.AccountService;
import dev.perennial.account.AccountSnapshot;
import dev.perennial.account.PaymentMethodService;
import dev.perennial.account.PaymentMethodSnapshot;
import dev.perennial.coupon.CouponService;
import dev.perennial.coupon.CouponSnapshot;
import dev.perennial.coupon.DiscountSnapshot;
import dev.perennial.coupon.Discounts;
import dev.perennial.credit.CreditService;
import dev.perennial.credit.CreditSnapshot;
import dev.perennial.invoice.InvoiceService;
import dev.perennial.invoice.InvoiceSnapshot;
import dev.perennial.invoice.creditnote.CreditNoteService;
import dev.perennial.invoice.creditnote.CreditNoteSnapshot;
import dev.perennial.journal.AuditEntry;
import dev.perennial.journal.EventLog;
import dev.perennial.journal.EventSnapshot;
import dev.perennial.journal.JournalService;
import dev.perennial.payment.DisputeService;
import dev.perennial.payment.DisputeSnapshot;
import dev.perennial.payment.PaymentService;
import dev.perennial.payment.PaymentSnapshot;
import dev.perennial.payment.RefundService;
import dev.perennial.payment.RefundSnapshot;
import dev.perennial.plan.PlanService;
import dev.perennial.plan.PlanSnapshot;
import dev.perennial.prepaid.CreditPurchaseSnapshot;
import dev.perennial.prepaid.CreditPurchases;
import dev.perennial.subscription.SubscriptionService;
import dev.perennial.subscription.SubscriptionSnapshot;
import dev.perennial.tax.TaxRateService;
import dev.perennial.tax.TaxRateSnapshot;
import dev.perennial.usage.UsageAlertSnapshot;
import dev.perennial.usage.UsageAlerts;
import dev.perennial.webhook.EndpointSnapshot;
import dev.perennial.webhook.WebhookEndpoints;

/** One source for each list: what its module lists, without any filter. */
@Configuration(proxyBeanMethods = false)
class ListSources {

    @Bean
    ListSource<?> accountSource(AccountService accounts) {
        var any = new AccountService.Filter(null, null, null);
        return new ListSource<>(ExportedList.ACCOUNTS, AccountSnapshot.class, page -> accounts.list(any, page));
    }

    @Bean
    ListSource<?> paymentMethodSource(PaymentMethodService methods) {
        return new ListSource<>(ExportedList.PAYMENT_METHODS, PaymentMethodSnapshot.class, methods::listAll);
    }

    @Bean
    ListSource<?> planSource(PlanService plans) {
        return new ListSource<>(ExportedList.PLANS, PlanSnapshot.class, page -> plans.list(null, page));
    }

    @Bean
    ListSource<?> subscriptionSource(SubscriptionService subscriptions) {
        return new ListSource<>(
                ExportedList.SUBSCRIPTIONS,
                SubscriptionSnapshot.class,
                page -> subscriptions.list(null, null, null, page));
    }

    @Bean
    ListSource<?> usageAlertSource(UsageAlerts alerts) {
        return new ListSource<>(ExportedList.USAGE_ALERTS, UsageAlertSnapshot.class, alerts::listAll);
    }

    @Bean
    ListSource<?> invoiceSource(InvoiceService invoices) {
        var any = new InvoiceService.Filter(null, null, null, null, null);
        return new ListSource<>(ExportedList.INVOICES, InvoiceSnapshot.class, page -> invoices.list(any, page));
    }

    @Bean
    ListSource<?> creditNoteSource(CreditNoteService creditNotes) {
        return new ListSource<>(
                ExportedList.CREDIT_NOTES, CreditNoteSnapshot.class, page -> creditNotes.list(null, null, page));
    }

    @Bean
    ListSource<?> paymentSource(PaymentService payments) {
        var any = new PaymentService.Filter(null, null, null);
        return new ListSource<>(ExportedList.PAYMENTS, PaymentSnapshot.class, page -> payments.list(any, page));
    }

    @Bean
    ListSource<?> refundSource(RefundService refunds) {
        return new ListSource<>(ExportedList.REFUNDS, RefundSnapshot.class, refunds::listAll);
    }

    @Bean
    ListSource<?> disputeSource(DisputeService disputes) {
        return new ListSource<>(ExportedList.DISPUTES, DisputeSnapshot.class, disputes::listAll);
    }

    @Bean
    ListSource<?> creditSource(CreditService credits) {
        return new ListSource<>(ExportedList.CREDITS, CreditSnapshot.class, credits::listAll);
    }

    @Bean
    ListSource<?> creditPurchaseSource(CreditPurchases purchases) {
        return new ListSource<>(
                ExportedList.CREDIT_PURCHASES, CreditPurchaseSnapshot.class, page -> purchases.list(null, page));
    }

    @Bean
    ListSource<?> couponSource(CouponService coupons) {
        return new ListSource<>(ExportedList.COUPONS, CouponSnapshot.class, page -> coupons.list(null, page));
    }

    @Bean
    ListSource<?> discountSource(Discounts discounts) {
        return new ListSource<>(ExportedList.DISCOUNTS, DiscountSnapshot.class, discounts::listAll);
    }

    @Bean
    ListSource<?> taxRateSource(TaxRateService taxRates) {
        return new ListSource<>(ExportedList.TAX_RATES, TaxRateSnapshot.class, page -> taxRates.list(null, null, page));
    }

    @Bean
    ListSource<?> eventSource(EventLog events) {
        var any = new EventLog.Filter(null, null);
        return new ListSource<>(ExportedList.EVENTS, EventSnapshot.class, page -> events.list(any, page));
    }

    @Bean
    ListSource<?> webhookEndpointSource(WebhookEndpoints endpoints) {
        return new ListSource<>(ExportedList.WEBHOOK_ENDPOINTS, EndpointSnapshot.class, endpoints::list);
    }

    @Bean
    ListSource<?> auditLogSource(JournalService journal) {
        var any = new JournalService.AuditFilter(null, null, null, null, null, null, null);
        return new ListSource<>(ExportedList.AUDIT_LOGS, AuditEntry.class, page -> journal.audit(any, page));
    }
}
