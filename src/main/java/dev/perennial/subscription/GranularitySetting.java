package dev.perennial.subscription;

import dev.perennial.shared.time.Granularity;

/** Port: in what steps the current tenant bills time. New subscriptions keep it. */
public interface GranularitySetting {

    Granularity granularity();
}
