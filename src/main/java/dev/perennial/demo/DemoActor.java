package dev.perennial.demo;

import java.util.Map;

import org.springframework.stereotype.Component;

import dev.perennial.account.AccountDetails;
import dev.perennial.account.AccountService;
import dev.perennial.account.Address;
import dev.perennial.payment.method.PaymentMethods;

/** Does what a step of the story says, as a caller of the API would. A step done before is left as it is. */
@Component
class DemoActor {
    private final AccountService accounts;
    private final PaymentMethods paymentMethods;
    private final DemoSales sales;
    private final DemoBills bills;

    DemoActor(AccountService accounts, PaymentMethods paymentMethods, DemoSales sales, DemoBills bills) {
        this.accounts = accounts;
        this.paymentMethods = paymentMethods;
        this.sales = sales;
        this.bills = bills;
    }

    /** Does the step in the current tenant, at its time. */
    void perform(DemoStory.Step step, DemoTimeline timeline) {
        switch (step) {
            case DemoStory.Customer customer -> signUp(customer, timeline);
            case DemoStory.Sale sale -> sales.sell(sale, timeline);
            case DemoStory.Cancellation cancellation -> sales.cancel(cancellation, timeline);
            case DemoStory.Bill bill -> bills.write(bill, timeline);
        }
    }

    private void signUp(DemoStory.Customer customer, DemoTimeline timeline) {
        var id = timeline.accountId(customer);
        accounts.create(
                id,
                new AccountDetails(
                        customer.name(),
                        "billing@" + customer.customer() + ".example",
                        customer.currency(),
                        customer.customer(),
                        customer.timezone(),
                        null,
                        new Address(null, null, null, null, null, customer.country()),
                        null,
                        null,
                        null,
                        Map.of()));
        if (customer.card() != null) {
            paymentMethods.attach(timeline.paymentMethodId(customer), id, customer.card(), true);
        }
    }
}
