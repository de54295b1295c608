package dev.perennial.tenant.web;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.platform.idempotency.NewObjectId;
import dev.perennial.platform.web.Page;
import dev.perennial.platform.web.PageQuery;
import dev.perennial.shared.error.DomainException;
import dev.perennial.tenant.TokenRevocationService;
import dev.perennial.tenant.TokenRevocationService.TokenRevocationSnapshot;

/** Tokens of people that are not to be good any more. */
@RestController
@RequestMapping("/v1/token-revocations")
@Tag(name = "Platform")
class TokenRevocationController {
    private final TokenRevocationService revocations;

    TokenRevocationController(TokenRevocationService revocations) {
        this.revocations = revocations;
    }

    record RevokeTokensRequest(
            @Nullable @Size(min = 1, max = 255) @Schema(description = "All tokens that this person has by now: their sub", example = "ada@example.com")
            String subject,

            @Nullable @Size(min = 1, max = 255) @Schema(description = "Or one token: its jti")
            String tokenId) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "revokeTokens",
            summary = "End the tokens of a person, or one token, before they expire",
            description =
                    "Within two seconds everywhere. Whoever may still sign in gets a new token from the issuer: end that there first.")
    TokenRevocationSnapshot revoke(@Valid @RequestBody RevokeTokensRequest request) {
        var subject = request.subject();
        var tokenId = request.tokenId();
        if (subject != null && tokenId == null) {
            return revocations.revokeAllOf(NewObjectId.next(), subject);
        }
        if (tokenId == null || subject != null) {
            throw DomainException.invalid("subject", "required", "must be given, or token_id instead; not both");
        }
        return revocations.revoke(NewObjectId.next(), tokenId);
    }

    @GetMapping
    @Operation(operationId = "listTokenRevocations", summary = "List revocations of tokens, newest first")
    Page<TokenRevocationSnapshot> list(@Valid @ParameterObject PageQuery page) {
        return revocations.list(page);
    }
}
