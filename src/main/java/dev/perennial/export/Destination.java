package dev.perennial.export;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a schedule go.
 *
 * @param path below the directory or within the bucket; empty for right there
 * @param endpoint of the store, and with all that follow only for {@code S3}
 */
@Schema(name = "ExportDestination")
public record Destination(
        DestinationKind type,
        @Schema(example = "finance/daily") String path,

        @Nullable @Schema(example = "https://s3.eu-central-1.amazonaws.com")
        String endpoint,

        @Nullable @Schema(example = "eu-central-1") String region,
        @Nullable @Schema(example = "acme-billing") String bucket,
        @Nullable @Schema(example = "AKIAIOSFODNN7EXAMPLE") String accessKeyId) {

    public static Destination directory(String path) {
        return new Destination(DestinationKind.DIRECTORY, path, null, null, null, null);
    }
}
