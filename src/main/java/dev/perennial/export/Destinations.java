package dev.perennial.export;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

import dev.perennial.export.domain.ExportPath;
import dev.perennial.platform.crypto.SecretVault;
import dev.perennial.platform.outbound.OutboundClient;
import dev.perennial.platform.outbound.OutboundGuard;
import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.error.FieldError;

/** Checks places that tenants name, and opens them to write. */
@Component
class Destinations {
    /** As stores name buckets; without dots, which certificates of stores do not cover. */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");

    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");
    private final ExportProperties properties;
    private final OutboundClient client;
    private final OutboundGuard guard;
    private final ScheduleStore schedules;
    private final SecretVault vault;

    Destinations(
            ExportProperties properties,
            @Qualifier("exportClient") OutboundClient client,
            @Qualifier("exportGuard") OutboundGuard guard,
            ScheduleStore schedules,
            SecretVault vault) {
        this.properties = properties;
        this.client = client;
        this.guard = guard;
        this.schedules = schedules;
        this.vault = vault;
    }

    /**
     * Fails with {@code exports_directory_missing}, {@code encryption_key_missing}, and {@code validation_failed}:
     * {@code invalid_path}, {@code required}, {@code not_for_directory}, {@code invalid_bucket},
     * {@code invalid_region}, and what {@link dev.perennial.platform.outbound.OutboundUrl} refuses.
     */
    void check(Destination destination, @Nullable String secret) {
        ExportPath.require("destination.path", destination.path());
        switch (destination.type()) {
            case DIRECTORY -> checkDirectory(destination, secret);
            case S3 -> checkStore(destination, secret);
        }
    }

    private void checkDirectory(Destination destination, @Nullable String secret) {
        refuseIf(destination, secret, Objects::nonNull, "not_for_directory", "is for destinations of type S3 only");
        directory();
    }

    private void checkStore(Destination destination, @Nullable String secret) {
        refuseIf(destination, secret, Objects::isNull, "required", "must be given for a destination of type S3");
        vault.requireProtection("exports");
        var endpoint = guard.require("destination.endpoint", Objects.requireNonNull(destination.endpoint()));
        if (!endpoint.getRawPath().matches("/?") || endpoint.getRawQuery() != null) {
            throw DomainException.invalid(
                    "destination.endpoint", "invalid_url", "must have neither a path nor a query");
        }
        if (!BUCKET.matcher(Objects.requireNonNull(destination.bucket())).matches()) {
            throw DomainException.invalid(
                    "destination.bucket",
                    "invalid_bucket",
                    "must be 3 to 63 of a-z, 0-9 and - with no - at either end");
        }
        if (!REGION.matcher(Objects.requireNonNull(destination.region())).matches()) {
            throw DomainException.invalid("destination.region", "invalid_region", "must be up to 40 of a-z, 0-9 and -");
        }
    }

    private interface Presence {
        boolean isWrong(@Nullable String value);
    }

    private static void refuseIf(
            Destination destination, @Nullable String secret, Presence presence, String code, String message) {
        var errors = new ArrayList<FieldError>();
        addIf(errors, presence.isWrong(destination.endpoint()), "endpoint", code, message);
        addIf(errors, presence.isWrong(destination.region()), "region", code, message);
        addIf(errors, presence.isWrong(destination.bucket()), "bucket", code, message);
        addIf(errors, presence.isWrong(destination.accessKeyId()), "access_key_id", code, message);
        addIf(errors, presence.isWrong(secret), "secret_access_key", code, message);
        if (!errors.isEmpty()) {
            throw DomainException.invalid(errors);
        }
    }

    private static void addIf(List<FieldError> errors, boolean wrong, String field, String code, String message) {
        if (wrong) {
            errors.add(new FieldError("destination." + field, code, message));
        }
    }

    /** The place of a schedule, as rules and settings are now. Needs a transaction, and what it gives needs none. */
    ExportTarget open(ExportScheduleSnapshot schedule) throws ExportTarget.Refused {
        var destination = schedule.destination();
        return switch (destination.type()) {
            case DIRECTORY ->
                new DirectoryTarget(directory().resolve(CurrentTenant.id().toString()));
            case S3 -> store(schedule, destination);
        };
    }

    private S3Target store(ExportScheduleSnapshot schedule, Destination destination) throws ExportTarget.Refused {
        var endpoint = guard.recheck(Objects.requireNonNull(destination.endpoint()));
        if (endpoint.isEmpty()) {
            throw new ExportTarget.Refused("The store's address is not allowed any more.");
        }
        var secret =
                vault.open(schedules.sealedSecret(schedule.id()).orElseThrow(), ExportSchedules.owner(schedule.id()));
        var credentials = AwsCredentialsIdentity.create(
                Objects.requireNonNull(destination.accessKeyId()), new String(secret, StandardCharsets.UTF_8));
        var bucket = URI.create(
                endpoint.get().toString().replaceAll("/$", "") + "/" + Objects.requireNonNull(destination.bucket()));
        return new S3Target(client, guard.reach(), bucket, Objects.requireNonNull(destination.region()), credentials);
    }

    private Path directory() {
        var directory = properties.directory();
        if (directory == null || directory.toString().isEmpty()) {
            throw DomainException.conflict(
                    "exports_directory_missing",
                    "This service has no directory for exports; its operator must set PERENNIAL_EXPORTS_DIRECTORY.");
        }
        return directory;
    }
}
