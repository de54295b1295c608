/** A gateway that moves no money, for demos, test tenants and tests. Its tokens say how it behaves. */
@NullMarked
package dev.perennial.payment.gateway.simulated;

import org.jspecify.annotations.NullMarked;
