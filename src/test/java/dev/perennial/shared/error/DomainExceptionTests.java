package dev.perennial.shared.error;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DomainExceptionTests {

    @Test
    void oneBrokenRuleIsTheWholeStory() {
        var refusal = DomainException.invalid("quantity", "out_of_range", "must be at least 1");

        assertThat(refusal.code()).isEqualTo("validation_failed");
        assertThat(refusal.detail()).isEqualTo("quantity: must be at least 1");
    }

    @Test
    void severalBrokenRulesAreListed() {
        var errors = List.of(new FieldError("a", "required", "must be given"), new FieldError("b", "required", "too"));

        var refusal = DomainException.invalid(errors);

        assertThat(refusal.detail()).isEqualTo("2 fields break a rule; see errors.");
        assertThat(refusal.fieldErrors()).isEqualTo(errors);
    }

    @Test
    void whatIsMissingIsNamed() {
        var id = new UUID(0, 7);

        assertThat(DomainException.notFound("payment_method", id).code()).isEqualTo("payment_method_not_found");
        assertThat(DomainException.notFound("payment_method", id).detail())
                .isEqualTo("No payment method has id 00000000-0000-0000-0000-000000000007.");
        assertThat(DomainException.notFoundIn("plan_id", "plan").fieldErrors())
                .containsExactly(new FieldError("plan_id", "plan_not_found", "names no plan of this tenant"));
    }

    @Test
    void aConflictHasNoFieldAtFault() {
        var refusal = DomainException.conflict("already_cancelled", "It is over.");

        assertThat(refusal.kind()).isEqualTo(ErrorKind.CONFLICT);
        assertThat(refusal.fieldErrors()).isEmpty();
    }
}
