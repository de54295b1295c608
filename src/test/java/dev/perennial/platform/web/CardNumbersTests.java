package dev.perennial.platform.web;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The numbers are the ones that gateways publish for tests. */
class CardNumbersTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4242424242424242", // Visa
                "4222222222222", // Visa of 13 digits
                "4111111111111111110", // Visa of 19 digits
                "5555555555554444", // Mastercard
                "2221000000000009", // Mastercard, first of the new range
                "2720990000000007", // Mastercard, last of it
                "378282246310005", // American Express
                "6011111111111117", // Discover
                "30569309025904", // Diners Club
                "36227206271667", // Diners Club
                "3566002020360505", // JCB
                "6200000000000005", // UnionPay
                "6205500000000000004" // UnionPay of 19 digits
            })
    void recognizesTheNumbersOfEveryBrand(String number) {
        assertThat(CardNumbers.appearIn(number)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4242 4242 4242 4242",
                "4242-4242-4242-4242",
                "3782 822463 10005",
                "card: 4242424242424242.",
                "(4242424242424242)",
                "pan=4242424242424242&cvc=123",
                "4242424242424242 12/27",
                "4242 4242 4242 4242 12 27 123",
                "1 4242 4242 4242 4242",
                "ordered by 12 with 4242424242424242, thank you",
                "first line\n4242424242424242\nlast line"
            })
    void recognizesThemInsideText(String text) {
        assertThat(CardNumbers.appearIn(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "424242424242",
                "4242424242424241", // check digit
                "4242 4242 4242 4241",
                "1234567812345670", // check digit, but nobody's prefix
                "9999999999999995",
                "2721000000000004", // one past Mastercard's range
                "1767225600000", // milliseconds
                "1767225600000000", // microseconds
                "2026-01-31T00:00:00.000000Z",
                "01936f2e-7c4d-7abc-8def-0123456789ab",
                "41111111-1111-4111-8111-111111111111", // a UUID of digits only
                "4242424242424242abcdef0123456789", // hexadecimal
                "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "cus_4242424242424242x",
                "42424242424242424242", // twenty digits
                "4242  4242  4242  4242", // two spaces are no card's grouping
                "+49 30 901820 1234",
                "tok_visa"
            })
    void letsOtherNumbersPass(String text) {
        assertThat(CardNumbers.appearIn(text)).isFalse();
    }
}
