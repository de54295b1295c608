package dev.perennial.subscription;

import java.util.Map;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.jspecify.annotations.Nullable;

import dev.perennial.platform.web.Metadata;
import dev.perennial.shared.billing.CollectionMethod;

/**
 * What of a subscription changes without touching money.
 *
 * @param netTermsDays null for those of its account
 */
public record SubscriptionDetails(
        @NotNull CollectionMethod collection,
        @Nullable @Min(0) @Max(365) Integer netTermsDays,
        @Nullable @Metadata Map<String, String> metadata) {
    static SubscriptionDetails of(SubscriptionSnapshot subscription) {
        return new SubscriptionDetails(subscription.collection(), subscription.netTermsDays(), subscription.metadata());
    }

    Map<String, String> metadataOrNone() {
        return metadata == null ? Map.of() : metadata;
    }
}
