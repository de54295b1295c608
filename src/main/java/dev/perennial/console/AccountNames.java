package dev.perennial.console;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;

import dev.perennial.account.AccountService;
import dev.perennial.account.AccountSnapshot;

/** Whom the rows of a list belong to, looked up in one go. */
@Component
public class AccountNames {
    private final AccountService accounts;

    AccountNames(AccountService accounts) {
        this.accounts = accounts;
    }

    /** By id; closed accounts are among them. */
    public Map<UUID, String> of(Collection<UUID> ids) {
        return accounts.findAll(ids).stream().collect(Collectors.toMap(AccountSnapshot::id, AccountSnapshot::name));
    }
}
