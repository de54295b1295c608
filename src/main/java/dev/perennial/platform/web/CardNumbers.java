package dev.perennial.platform.web;

import java.util.regex.Pattern;

/**
 * Recognizes what looks like a card number: issuer prefix, length and check digit (Luhn). The service must never
 * receive one (PCI DSS), so it is turned away before anything is logged or stored.
 */
final class CardNumbers {
    private static final Pattern CANDIDATE =
            Pattern.compile("(?<![0-9A-Za-z-])[0-9](?:[ -]?[0-9]){12,18}(?![0-9A-Za-z-])");
    /** Visa, Mastercard, American Express, Discover, Diners, JCB, UnionPay. */
    private static final Pattern ISSUED = Pattern.compile(
            "4(\\d{12}|\\d{15}|\\d{18})|5[1-5]\\d{14}|2(22[1-9]|2[3-9]\\d|[3-6]\\d\\d|7[01]\\d|720)\\d{12}|3[47]\\d{13}"
                    + "|6(011|5\\d\\d|4[4-9]\\d)\\d{12}|3(0[0-5]|[68]\\d)\\d{11}|35\\d{14}|62\\d{14,17}");

    private CardNumbers() {}

    static boolean appearIn(String text) {
        if (text.length() < 13) {
            return false;
        }
        return CANDIDATE
                .matcher(text)
                .results()
                .map(found -> found.group().replaceAll("[ -]", ""))
                .anyMatch(digits -> ISSUED.matcher(digits).matches() && passesLuhn(digits));
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
