package dev.perennial.platform.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.lettuce.core.SetArgs;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.platform.crypto.SecretVault;
import dev.perennial.platform.crypto.Signer;

/**
 * Documents that never change, which one replica read from the database and all find in {@link Redis} for a day. They
 * bear a mark that only we can make, so that nobody sets our prices there; without a key to make it with, none are
 * shared.
 *
 * @param <T> a record
 */
public final class SharedDocuments<T> {
    private static final Duration KEPT = Duration.ofDays(1);
    private final Redis redis;
    private final @Nullable Signer signer;
    private final JsonMapper json;
    private final String prefix;
    private final Class<T> type;

    private SharedDocuments(Redis redis, SecretVault vault, JsonMapper json, String kind, Class<T> type) {
        this.redis = redis;
        // Another release may write documents with parts that this one does not know, or without some that it needs.
        this.signer = vault.signer("documents in Redis: " + Shape.of(type)).orElse(null);
        this.json = json;
        this.prefix = "perennial:" + kind + ":";
        this.type = type;
    }

    /**
     * What was found.
     *
     * @param documents by name
     * @param away whether there may be more, but Redis did not answer
     */
    public record Found<T>(Map<String, T> documents, boolean away) {}

    /** Those that some replica left within a day. */
    public Found<T> find(List<String> names) {
        if (signer == null || !redis.isConfigured()) {
            return new Found<>(Map.of(), false);
        }
        var keys = names.stream().map(this::key).toArray(byte[][]::new);
        var values = redis.ask(() -> redis.commands().mget(keys));
        var documents = new HashMap<String, T>();
        for (var value : values.orElse(List.of())) {
            var name = nameOf(value.getKey());
            value.optional()
                    .flatMap(signed -> signer.read(name, signed))
                    .flatMap(this::parse)
                    .ifPresent(document -> documents.put(name, document));
        }
        return new Found<>(documents, values.isEmpty());
    }

    /** Leaves one for all replicas. It must never change, nor be one that nobody may see yet. */
    public void leave(String name, T document) {
        if (signer == null) {
            return;
        }
        var signed = signer.sign(name, json.writeValueAsBytes(document));
        redis.ask(() -> redis.commands().set(key(name), signed, SetArgs.Builder.ex(KEPT)));
    }

    private Optional<T> parse(byte[] document) {
        try {
            return Optional.of(json.readValue(document, type));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private byte[] key(String name) {
        return (prefix + name).getBytes(StandardCharsets.UTF_8);
    }

    private String nameOf(byte[] key) {
        return new String(key, StandardCharsets.UTF_8).substring(prefix.length());
    }

    /** Makes one for each kind of document. */
    @Component
    public static class Factory {
        private final Redis redis;
        private final SecretVault vault;
        private final JsonMapper json;

        public Factory(Redis redis, SecretVault vault, JsonMapper json) {
            this.redis = redis;
            this.vault = vault;
            this.json = json;
        }

        /** @param kind a word that no other has */
        public <T> SharedDocuments<T> of(String kind, Class<T> type) {
            return new SharedDocuments<>(redis, vault, json, kind, type);
        }
    }
}
