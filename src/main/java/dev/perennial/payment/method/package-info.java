/**
 * Ways of paying, as far as the gateway has a part in them: a token is attached, a card is entered on the gateway's page, a
 * method is let go. What an account has is kept by account.
 */
@NullMarked
@NamedInterface("method")
package dev.perennial.payment.method;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
