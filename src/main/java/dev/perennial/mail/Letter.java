package dev.perennial.mail;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Everything that an e-mail says, as text in the reader's language: the templates only place it. Public, as the
 * template engine reads nothing else.
 *
 * @param language ISO 639
 * @param facts labelled values
 * @param link where the reader can do something about it
 */
public record Letter(
        String language,
        String subject,
        String seller,
        String greeting,
        List<String> paragraphs,
        List<Fact> facts,
        @Nullable Link link,
        @Nullable String contact) {

    /** A labelled value. */
    public record Fact(String label, String value) {}

    /** A link, as a button where that is possible. */
    public record Link(String label, String url) {}
}
