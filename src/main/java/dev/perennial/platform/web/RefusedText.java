package dev.perennial.platform.web;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.exc.MismatchedInputException;

/** A string that may not enter the service, whatever field it stands in. */
final class RefusedText extends MismatchedInputException {
    private final String code;

    RefusedText(JsonParser parser, String code, String message) {
        super(parser, message, String.class);
        this.code = code;
    }

    String code() {
        return code;
    }
}
