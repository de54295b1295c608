package dev.perennial.privacy.web;

import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.account.AccountSnapshot;
import dev.perennial.privacy.AccountExport;
import dev.perennial.privacy.PersonalData;

/** What a person may ask for, over HTTP. */
@RestController
@RequestMapping("/v1/accounts/{id}")
@Tag(name = "Accounts")
class PersonalDataController {
    private final PersonalData personalData;

    PersonalDataController(PersonalData personalData) {
        this.personalData = personalData;
    }

    @PostMapping("/erase")
    @Operation(
            operationId = "eraseAccount",
            summary = "Erase an account's personal data for good",
            description =
                    "Name, e-mail, address, ids and metadata go from the account, its payment methods, subscriptions, invoices, usage,"
                            + " events, audit trail and stored answers. Finalized invoices go on to name whom they were sent to for ten years. Refused while a"
                            + " subscription lives or an invoice is unpaid; erasing twice is no error.")
    AccountSnapshot erase(@PathVariable UUID id) {
        return personalData.erase(id);
    }

    @GetMapping("/export")
    @Operation(operationId = "exportAccount", summary = "Everything that is kept about an account")
    AccountExport export(@PathVariable UUID id) {
        return personalData.export(id);
    }
}
