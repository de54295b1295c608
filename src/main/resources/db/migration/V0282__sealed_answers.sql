-- Answers that hold a secret, sealed as the secret itself is. Beside status and response_body, so that a version that does not know
-- them runs a repeated request once more instead of giving out what is sealed.
alter table idempotency_key
    add column sealed_status int,
    add column sealed_body bytea;
