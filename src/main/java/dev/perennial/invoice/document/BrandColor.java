package dev.perennial.invoice.document;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A tenant's colour, as six hexadecimal digits. It is the one thing of a tenant that gets into a style sheet, so it is
 * checked here again, whatever was checked when it was stored.
 */
record BrandColor(int rgb) {
    private static final Pattern FORM = Pattern.compile("#[0-9A-Fa-f]{6}");
    private static final BrandColor DEFAULT = new BrandColor(0x1F3A5F);
    private static final BrandColor INK = new BrandColor(0x1B1F24);
    private static final int TOO_LIGHT_TO_READ = 165;

    static BrandColor of(@Nullable String color) {
        return color == null || !FORM.matcher(color).matches()
                ? DEFAULT
                : new BrandColor(Integer.parseInt(color.substring(1), 16));
    }

    /** The colour for text on white: ink where the brand's own could not be read. */
    BrandColor forText() {
        return luma() > TOO_LIGHT_TO_READ ? INK : this;
    }

    String css() {
        return "#%06X".formatted(rgb);
    }

    /** Perceived brightness, 0 to 255 (ITU-R BT.601). */
    private int luma() {
        return (299 * (rgb >> 16 & 0xFF) + 587 * (rgb >> 8 & 0xFF) + 114 * (rgb & 0xFF)) / 1000;
    }
}
