package dev.perennial.platform.web;

import java.util.regex.Pattern;

/**
 * Recognizes what looks like a card number: issuer prefix, length and check digit (Luhn). The service must never
 * receive one (PCI DSS), so it is turned away before anything is logged or stored.
 */
final class CardNumbers {
    private static final int LENGTH_MIN = 13;
    private static final int LENGTH_MAX = 19;
    /** Visa, Mastercard, American Express, Discover, Diners, JCB, UnionPay. */
    private static final Pattern ISSUED = Pattern.compile(
            "4(\\d{12}|\\d{15}|\\d{18})|5[1-5]\\d{14}|2(22[1-9]|2[3-9]\\d|[3-6]\\d\\d|7[01]\\d|720)\\d{12}|3[47]\\d{13}"
                    + "|6(011|5\\d\\d|4[4-9]\\d)\\d{12}|3(0[0-5]|[68]\\d)\\d{11}|35\\d{14}|62\\d{14,17}");

    private CardNumbers() {}

    static boolean appearIn(String text) {
        for (int i = 0; i <= text.length() - LENGTH_MIN; i++) {
            if (mayBeginAt(i, text) && beginsAt(i, text)) {
                return true;
            }
        }
        return false;
    }

    /** Inside ids and hexadecimal text, digits stand next to letters or hyphens. */
    private static boolean mayBeginAt(int i, String text) {
        return isDigit(text.charAt(i)) && (i == 0 || !isPartOfAWord(text.charAt(i - 1)));
    }

    /** Tries every length, since more digits may follow: an expiry date, say. */
    private static boolean beginsAt(int start, String text) {
        var digits = new StringBuilder();
        for (int i = start; i < text.length() && digits.length() < LENGTH_MAX; i++) {
            char c = text.charAt(i);
            if (isDigit(c)) {
                digits.append(c);
                if (digits.length() >= LENGTH_MIN && mayEndBefore(i + 1, text) && isCardNumber(digits.toString())) {
                    return true;
                }
            } else if ((c != ' ' && c != '-') || !isDigit(text.charAt(i - 1))) {
                return false;
            }
        }
        return false;
    }

    private static boolean mayEndBefore(int i, String text) {
        return i == text.length() || !isPartOfAWord(text.charAt(i));
    }

    private static boolean isPartOfAWord(char c) {
        return isDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isCardNumber(String digits) {
        return ISSUED.matcher(digits).matches() && passesLuhn(digits);
    }

    private static boolean passesLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = digit * 2;
            sum += i % 2 == 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
