/**
 * What features below billing need to know of a tenant's settings. They say so by ports, since they know nothing of tenants; here
 * the ports are answered.
 */
@NullMarked
package dev.perennial.billing.settings;

import org.jspecify.annotations.NullMarked;
