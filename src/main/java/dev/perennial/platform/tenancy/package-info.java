/**
 * On whose behalf code runs.
 * <p>Always true: a transaction serves one tenant, told to PostgreSQL when it begins; without one it sees no rows. Only
 * {@code CrossTenantReader} looks across, and it reads little and writes nothing.
 */
@NullMarked
package dev.perennial.platform.tenancy;

import org.jspecify.annotations.NullMarked;
