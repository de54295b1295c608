package dev.perennial.portal.web;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The one rule that a tenant's colour gets into. It fills areas on which nothing is written, so it may be any colour;
 * and it is checked here again, whatever was checked when it was stored, because it gets into a style sheet.
 */
final class BrandStyle {
    private static final Pattern COLOR = Pattern.compile("#[0-9A-Fa-f]{6}");

    private BrandStyle() {}

    static String of(@Nullable String color) {
        return color == null || !COLOR.matcher(color).matches() ? "" : ":root { --brand: " + color + "; }\n";
    }
}
