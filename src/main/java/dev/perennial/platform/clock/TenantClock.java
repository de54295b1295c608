package dev.perennial.platform.clock;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;

/**
 * Business time. A test tenant whose clock was moved lives where it was put; everybody else lives by the wall clock.
 * Instants have microseconds, as in PostgreSQL, so that what is stored equals what was answered.
 */
final class TenantClock extends Clock {
    private final Clock wallClock;

    TenantClock(Clock wallClock) {
        this.wallClock = wallClock;
    }

    @Override
    public Instant instant() {
        var now = CurrentTenant.find().map(TenantScope::frozenNow).orElseGet(wallClock::instant);
        return now.truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("Zones belong to accounts, not to the clock");
    }
}
