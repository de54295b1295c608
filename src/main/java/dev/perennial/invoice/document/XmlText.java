package dev.perennial.invoice.document;

/** Text that XML can hold: names may contain control characters, and one of them would make the document unreadable. */
public final class XmlText {
    private static final int REPLACEMENT = 0xFFFD;

    private XmlText() {}

    public static String legal(String text) {
        if (text.codePoints().allMatch(XmlText::isLegal)) {
            return text;
        }
        var legal = new StringBuilder(text.length());
        text.codePoints()
                .map(character -> isLegal(character) ? character : REPLACEMENT)
                .forEach(legal::appendCodePoint);
        return legal.toString();
    }

    /** The Char production of XML 1.0. */
    private static boolean isLegal(int character) {
        return character == '\t'
                || character == '\n'
                || character == '\r'
                || (character >= 0x20 && character <= 0xD7FF)
                || (character >= 0xE000 && character <= 0xFFFD)
                || character >= 0x10000;
    }
}
