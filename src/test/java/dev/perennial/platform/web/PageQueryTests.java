package dev.perennial.platform.web;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.perennial.shared.error.DomainException;
import dev.perennial.shared.id.UuidV7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class PageQueryTests {

    @Test
    void showsTwentyUnlessAskedForMoreOrLess() {
        assertThat(new PageQuery(null, null).size()).isEqualTo(20);
        assertThat(new PageQuery(100, null).size()).isEqualTo(100);
    }

    @Test
    void beginsAtTheNewestWhichNoIdCanPass() {
        assertThat(new PageQuery(null, null).before())
                .isEqualTo(UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff"));
    }

    @Test
    void aCursorLeadsBackToItsId() {
        for (var id : List.of(new UUID(0, 0), new UUID(-1, -1), new UUID(Long.MIN_VALUE, 1), UuidV7.next())) {
            assertThat(new PageQuery(null, PageQuery.cursorAfter(id)).before()).isEqualTo(id);
        }
    }

    @Test
    void aCursorCanStandInAUrl() {
        assertThat(PageQuery.cursorAfter(new UUID(-1, -1))).isEqualTo("_____________________w");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "not base64!", "AAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAA", "01936f2e-7c4d-7abc"
            })
    void refusesWhatIsNoCursorOfOurs(String cursor) {
        var refusal = catchThrowableOfType(DomainException.class, () -> new PageQuery(null, cursor).before());

        assertThat(refusal.fieldErrors()).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("cursor");
            assertThat(error.code()).isEqualTo("invalid_cursor");
        });
    }

    @Test
    void aPageEndsWhereTheListDoes() {
        var ids = List.of(new UUID(0, 3), new UUID(0, 2), new UUID(0, 1));

        assertThat(Page.of(ids, 3, id -> id)).isEqualTo(new Page<>(ids, null));
        assertThat(Page.of(ids, 2, id -> id))
                .isEqualTo(new Page<>(ids.subList(0, 2), PageQuery.cursorAfter(new UUID(0, 2))));
        assertThat(Page.of(List.<UUID>of(), 2, id -> id)).isEqualTo(new Page<>(List.of(), null));
    }

    @Test
    void aMappedPageKeepsItsCursor() {
        assertThat(new Page<>(List.of(1, 2), "next").map(number -> number * 10))
                .isEqualTo(new Page<>(List.of(10, 20), "next"));
    }
}
