package dev.perennial.platform.persistence;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the data lives.
 *
 * @param url {@code jdbc:postgresql://host/db} or {@code postgres://user:password@host/db}; empty starts the embedded
 *     database
 * @param username overrides the user of the URL
 * @param password overrides the password of the URL
 * @param dataDir folder of the embedded database
 * @param poolSize connections of this process
 * @param schemaWait how long a start waits for a schema that another process migrates; zero looks at no schema
 */
@ConfigurationProperties("perennial.database")
public record DatabaseProperties(
        @Nullable String url,
        @Nullable String username,
        @Nullable String password,
        @DefaultValue("./data") String dataDir,
        @DefaultValue("20") int poolSize,
        @DefaultValue("90s") Duration schemaWait) {

    /** Whether the database is somebody else's to run. */
    public boolean isExternal() {
        return url != null && !url.isBlank();
    }

    /** For logs and messages. */
    static String withoutSecrets(String url) {
        return url.replaceAll("//[^@/]*@", "//***@").replaceAll("password=[^&]*", "password=***");
    }

    @Override
    public String toString() {
        return "DatabaseProperties[url=%s, username=%s, dataDir=%s, poolSize=%d]"
                .formatted(url == null ? null : withoutSecrets(url), username, dataDir, poolSize);
    }
}
