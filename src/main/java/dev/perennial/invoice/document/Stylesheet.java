package dev.perennial.invoice.document;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The styles of one document. They hold no character that HTML would escape, so what the browser hashes is what we
 * hashed.
 */
record Stylesheet(String css) {
    private static final String COMMON = Resources.text("invoice.css");
    private static final String SCREEN = Resources.text("screen.css");
    private static final String PAPER = Resources.text("paper.css");

    static Stylesheet screen(BrandColor color) {
        return new Stylesheet(COMMON + SCREEN + brand(color));
    }

    static Stylesheet paper(BrandColor color) {
        return new Stylesheet(COMMON + PAPER + brand(color));
    }

    private static String brand(BrandColor color) {
        return """
                .brand-bar { background-color: %s; }
                .brand-text { color: %s; }
                """.formatted(color.css(), color.forText().css());
    }

    /** Lets the document apply these styles and load, run and send nothing at all. */
    String contentSecurityPolicy() {
        return "default-src 'none'; style-src 'sha256-" + hash()
                + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private String hash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(css.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
