package dev.perennial.graphql;

import java.util.Map;
import java.util.UUID;

import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.stereotype.Controller;

import dev.perennial.account.AccountDetails;
import dev.perennial.account.AccountService;
import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.security.CurrentCaller;

/** Who is billed, written. */
@Controller
class AccountMutations {
    private static final String ACCOUNTS = "accounts";
    private final AccountService accounts;
    private final Inputs inputs;
    private final Views views;

    AccountMutations(AccountService accounts, Inputs inputs, Views views) {
        this.accounts = accounts;
        this.inputs = inputs;
        this.views = views;
    }

    @MutationMapping("create_account")
    Map<String, Object> createAccount(@Argument Map<String, Object> input) {
        CurrentCaller.requireWrite(ACCOUNTS);
        return views.of(accounts.create(NewObjectId.next(), inputs.read(input, AccountDetails.class)));
    }

    @MutationMapping("update_account")
    Map<String, Object> updateAccount(@Argument UUID id, @Argument Map<String, Object> input) {
        CurrentCaller.requireWrite(ACCOUNTS);
        return views.of(accounts.update(id, details -> inputs.patch(input, details, AccountDetails.class)));
    }
}
