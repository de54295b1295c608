package dev.perennial.journal;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import dev.perennial.support.Invariants;

import static org.assertj.core.api.Assertions.assertThat;

class PublicEventTypesTests {

    @Test
    void matchesOneAllOfAnObjectOrEverything() {
        assertThat(PublicEventTypes.matching("*")).isEqualTo(PublicEventTypes.ALL);
        assertThat(PublicEventTypes.matching("plan.*"))
                .containsExactlyInAnyOrder("plan.created", "plan.updated", "plan.archived");
        assertThat(PublicEventTypes.matching("payment.*")).noneMatch(type -> type.startsWith("payment_method"));
        assertThat(PublicEventTypes.matching("plan.created")).containsExactly("plan.created");
        assertThat(PublicEventTypes.matching("plan")).isEmpty();
        assertThat(PublicEventTypes.matching("plan.")).isEmpty();
        assertThat(PublicEventTypes.matching("*.created")).isEmpty();
        assertThat(PublicEventTypes.matching("plan.lost")).isEmpty();
    }

    /** SQL cannot ask Java: the rule that no webhook is forgotten has the list once more. */
    @Test
    void areThoseOfWhichTheInvariantAsks() {
        var check = Invariants.checks().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("I15 "))
                .findFirst()
                .orElseThrow()
                .getValue();
        var list = Pattern.compile("'\\{([^}]*)}'::text\\[]").matcher(check);

        assertThat(list.find()).isTrue();
        assertThat(Arrays.stream(list.group(1).split(",")).map(String::strip).collect(Collectors.toSet()))
                .isEqualTo(PublicEventTypes.ALL);
    }
}
