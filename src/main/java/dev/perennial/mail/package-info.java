/**
 * E-mails to customers: what a tenant wants written, in the account's language.
 * <p>Owns the queue of e-mails and their texts. Does not own when a customer is to be told of something: it listens.
 * <p>Always true: an e-mail is stored in the transaction of what it tells of, so none is lost and none tells of what
 * did not happen; there is one of a kind for one occasion; nothing is sent while a transaction is open.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "shared",
            "platform",
            "tenant",
            "account",
            "invoice",
            "invoice :: domain",
            "invoice :: document",
            "payment",
            "dunning",
            "dunning :: domain"
        })
package dev.perennial.mail;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
