package dev.perennial.graphql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import dev.perennial.platform.web.Page;

/** Objects as the REST API writes them, so that a field is called the same and looks the same here and there. */
@Component
class Views {
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private final JsonMapper json;

    Views(JsonMapper json) {
        this.json = json;
    }

    Map<String, Object> of(Object snapshot) {
        return json.convertValue(snapshot, OBJECT);
    }

    List<Map<String, Object>> list(Collection<?> snapshots) {
        return snapshots.stream().map(this::of).toList();
    }

    Map<String, Object> page(Page<?> page) {
        var view = new HashMap<String, Object>();
        view.put("data", list(page.data()));
        if (page.nextCursor() != null) {
            view.put("next_cursor", page.nextCursor());
        }
        return view;
    }

    /** The id that a view holds in a field; null where it refers to nothing. */
    static @Nullable UUID id(Map<String, Object> view, String field) {
        var id = view.get(field);
        return id == null ? null : UUID.fromString(id.toString());
    }

    /**
     * What each of {@code views} refers to: all of it loaded at once.
     *
     * @param load finds objects by their ids
     */
    <T> Map<Map<String, Object>, Map<String, Object>> referred(
            List<Map<String, Object>> views,
            Function<Map<String, Object>, @Nullable UUID> reference,
            Function<Collection<UUID>, List<T>> load,
            Function<T, UUID> idOf) {
        var ids = new HashMap<Map<String, Object>, UUID>();
        for (var view : views) {
            var id = reference.apply(view);
            if (id != null) {
                ids.put(view, id);
            }
        }
        var found = new HashMap<UUID, Map<String, Object>>();
        for (var object : load.apply(Set.copyOf(ids.values()))) {
            found.put(idOf.apply(object), of(object));
        }
        var referred = new HashMap<Map<String, Object>, Map<String, Object>>();
        ids.forEach((view, id) -> {
            var object = found.get(id);
            if (object != null) {
                referred.put(view, object);
            }
        });
        return referred;
    }

    /** What refers to each of {@code views}: all of it loaded at once. */
    <T> Map<Map<String, Object>, List<Map<String, Object>>> referring(
            List<Map<String, Object>> views,
            Function<Collection<UUID>, List<T>> load,
            Function<T, @Nullable UUID> reference) {
        var found = new HashMap<UUID, List<Map<String, Object>>>();
        for (var view : views) {
            found.put(Objects.requireNonNull(id(view, "id")), new ArrayList<>());
        }
        for (var object : load.apply(Set.copyOf(found.keySet()))) {
            Objects.requireNonNull(found.get(Objects.requireNonNull(reference.apply(object))))
                    .add(of(object));
        }
        var referring = new HashMap<Map<String, Object>, List<Map<String, Object>>>();
        for (var view : views) {
            referring.put(view, Objects.requireNonNull(found.get(Objects.requireNonNull(id(view, "id")))));
        }
        return referring;
    }
}
