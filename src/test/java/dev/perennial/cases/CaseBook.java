package dev.perennial.cases;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The cases of one system, and which of them we do not meet, and why.
 * <p>A case is run and holds, or it is excepted. An exception that would hold fails, so that exceptions do not rot.
 */
final class CaseBook {
    private final String title;
    private final List<Case> cases;
    private final List<Excepted> exceptions;
    private final Set<String> held = new HashSet<>();

    /** What a case comes to with us, by the names of the fields that it expects. */
    @FunctionalInterface
    interface Mapping {
        Map<String, ?> outcome(Case given);
    }

    /** @param part what of the expected fields is left out, as a JSON pointer; empty for the whole case */
    private record Excepted(String file, String id, String part, String reason) {}

    private CaseBook(String title, List<Case> cases, List<Excepted> exceptions) {
        this.title = title;
        this.cases = cases;
        this.exceptions = exceptions;
    }

    static CaseBook read(String title, String file) {
        var cases = new JsonMapper()
                .readTree(resource(file + ".json"))
                .valueStream()
                .map(CaseBook::one)
                .toList();
        var exceptions = resource("exceptions.csv")
                .lines()
                .skip(1)
                .map(line -> line.split(",", 4))
                .map(column -> new Excepted(column[0], column[1], column[2], column[3]))
                .filter(exception -> exception.file.equals(file))
                .toList();
        return new CaseBook(title, cases, exceptions);
    }

    private static Case one(JsonNode node) {
        var expected = (ObjectNode) node.required("expected").deepCopy();
        if (node.has("derived_items")) {
            expected.set("derived_items", node.required("derived_items"));
        }
        return new Case(
                node.required("id").asString(), node.required("kind").asString(), node.required("inputs"), expected);
    }

    private static String resource(String name) {
        try (InputStream in = CaseBook.class.getResourceAsStream("/cases/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Case> cases() {
        return cases;
    }

    /** @param mappings by id, or else by kind */
    void check(Case given, Map<String, Mapping> mappings) {
        var mapping = mappings.getOrDefault(given.id(), mappings.get(given.kind()));
        if (isExcepted(given)) {
            assertThat(holds(given, mapping))
                    .as("%s holds: it is no exception any more", given)
                    .isFalse();
            return;
        }
        assertThat(mapping).as("%s is neither run nor excepted", given).isNotNull();
        var actual = outcome(given, Objects.requireNonNull(mapping));
        assertThat(actual).containsAllEntriesOf(expected(given));
        leftOut(given)
                .forEach(exception -> assertThat(actual.get(exception.part.substring(1)))
                        .as("%s of %s holds: it is no exception any more", exception.part, given)
                        .isNotEqualTo(Figures.of(given.expected().at(exception.part))));
        held.add(given.id());
    }

    private boolean holds(Case given, @Nullable Mapping mapping) {
        return mapping != null
                && outcome(given, mapping)
                        .entrySet()
                        .containsAll(expected(given).entrySet());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> outcome(Case given, Mapping mapping) {
        return (Map<String, Object>) Figures.of(mapping.outcome(given));
    }

    /** What is expected, but for the parts that are left out. */
    @SuppressWarnings("unchecked")
    private Map<String, Object> expected(Case given) {
        var kept = given.expected().deepCopy();
        // From the back, so that the elements of a list keep their places.
        for (var exception : leftOut(given).reversed()) {
            var part = JsonPointer.compile(exception.part);
            assertThat(kept.at(part).isMissingNode()).as("%s", exception).isFalse();
            switch (kept.at(part.head())) {
                case ArrayNode list -> list.remove(part.last().getMatchingIndex());
                case ObjectNode object -> object.remove(part.last().getMatchingProperty());
                default -> throw new IllegalStateException("No such part: " + exception);
            }
        }
        var expected = (Map<String, Object>) Figures.of(kept);
        assertThat(expected).as("%s expects something", given).isNotEmpty();
        return expected;
    }

    private boolean isExcepted(Case given) {
        return exceptions.stream().anyMatch(exception -> exception.id.equals(given.id()) && exception.part.isEmpty());
    }

    private List<Excepted> leftOut(Case given) {
        return exceptions.stream()
                .filter(exception -> exception.id.equals(given.id()) && !exception.part.isEmpty())
                .toList();
    }

    void checkExceptions() {
        var ids = cases.stream().map(Case::id).collect(Collectors.toSet());
        assertThat(ids).as("ids are unique").hasSameSizeAs(cases);
        assertThat(exceptions)
                .allSatisfy(exception -> {
                    assertThat(ids).contains(exception.id);
                    assertThat(exception.reason).isNotBlank();
                })
                .doesNotHaveDuplicates();
    }

    /** How many cases are run rather than excepted. */
    long run() {
        return cases.stream().filter(given -> !isExcepted(given)).count();
    }

    /** What was found, in a line. */
    String summary() {
        var parts = exceptions.stream()
                .filter(exception -> !exception.part.isEmpty())
                .map(Excepted::id)
                .distinct()
                .count();
        return "%s: %d cases, %d ran and passed (%d of them but for a part), %d excepted"
                .formatted(title, cases.size(), held.size(), parts, cases.size() - run());
    }
}
