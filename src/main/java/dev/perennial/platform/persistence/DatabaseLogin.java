package dev.perennial.platform.persistence;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import dev.perennial.platform.config.Misconfiguration;

/** JDBC URL and credentials. {@code toString} hides the password. */
public record DatabaseLogin(
        String jdbcUrl, @Nullable String username, @Nullable String password) {

    /**
     * Reads the setting in either of its common forms.
     *
     * @throws Misconfiguration when the URL is neither
     */
    static DatabaseLogin of(DatabaseProperties properties) {
        var url = String.valueOf(properties.url());
        if (url.startsWith("jdbc:postgresql:")) {
            return new DatabaseLogin(url, properties.username(), properties.password());
        }
        if (!url.startsWith("postgres://") && !url.startsWith("postgresql://")) {
            throw unreadable();
        }
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw unreadable();
        }
        var authority = uri.getRawAuthority();
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        // A password with a bare #, / or ? ends the authority early: what is left of it must not be taken for a host.
        if (authority == null || uri.getRawFragment() != null || (uri.getRawPath() + query).contains("@")) {
            throw unreadable();
        }
        // Taken apart by hand: to URI, my_db and db1:5432,db2:5432 are no hosts.
        int at = authority.lastIndexOf('@');
        var userInfo = at < 0 ? new String[0] : authority.substring(0, at).split(":", 2);
        return new DatabaseLogin(
                "jdbc:postgresql://" + authority.substring(at + 1) + uri.getRawPath() + query,
                firstGiven(properties.username(), userInfo, 0),
                firstGiven(properties.password(), userInfo, 1));
    }

    private static @Nullable String firstGiven(@Nullable String setting, String[] userInfo, int index) {
        if (setting != null && !setting.isBlank()) {
            return setting;
        }
        // In a URL's user info, unlike in a form, a plus is a plus.
        return index < userInfo.length
                ? URLDecoder.decode(userInfo[index].replace("+", "%2B"), StandardCharsets.UTF_8)
                : null;
    }

    @Override
    public String toString() {
        return DatabaseProperties.withoutSecrets(jdbcUrl) + " as " + username;
    }

    private static Misconfiguration unreadable() {
        return new Misconfiguration(
                "DATABASE_URL cannot be read.",
                "Write it as jdbc:postgresql://host:5432/name or postgres://user:password@host:5432/name, with special characters of the password percent-encoded.");
    }
}
