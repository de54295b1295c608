package dev.perennial.console.web;

import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

import dev.perennial.account.AccountService;
import dev.perennial.account.DunningStatus;
import dev.perennial.platform.security.RequiresScope;
import dev.perennial.platform.web.PageController;
import dev.perennial.platform.web.PageQuery;

/** Who is chased for money. */
@PageController
@RequestMapping("/console/dunning")
class DunningPages {
    private static final PageQuery SHOWN = new PageQuery(100, null);
    private final AccountService accounts;

    DunningPages(AccountService accounts) {
        this.accounts = accounts;
    }

    @GetMapping
    @RequiresScope("accounts:read")
    String list(Model model) {
        model.addAttribute("blocked", accounts.search(null, DunningStatus.BLOCKED, SHOWN));
        model.addAttribute("warned", accounts.search(null, DunningStatus.WARNING, SHOWN));
        return "console/dunning";
    }
}
