package dev.perennial.migration.domain;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Reads comma-separated values as RFC 4180 has them, a record at a time; a record has a limited length. */
public final class CsvReader {
    private static final int END = -1;
    private static final int BYTE_ORDER_MARK = 0xFEFF;
    private final Reader input;
    private final int lengthMax;
    private int next;
    private int length;

    /** @param lengthMax of a record, in characters */
    public CsvReader(Reader input, int lengthMax) throws IOException {
        this.input = input;
        this.lengthMax = lengthMax;
        this.next = input.read();
        if (next == BYTE_ORDER_MARK) {
            next = input.read();
        }
    }

    /** The content is not CSV, or a record of it is too long. */
    public static final class MalformedCsvException extends IOException {
        private static final long serialVersionUID = 1;

        MalformedCsvException(String message) {
            super(message);
        }
    }

    /** The cells of the next record that is not empty; null after the last one. */
    public @Nullable List<String> next() throws IOException {
        while (next == '\n' || next == '\r') {
            next = input.read();
        }
        if (next == END) {
            return null;
        }
        length = 0;
        var cells = new ArrayList<String>();
        cells.add(cell());
        while (next == ',') {
            next = input.read();
            cells.add(cell());
        }
        return cells;
    }

    private String cell() throws IOException {
        return next == '"' ? quoted() : plain();
    }

    private String plain() throws IOException {
        var text = new StringBuilder();
        while (next != ',' && next != '\n' && next != '\r' && next != END) {
            add(text);
        }
        return text.toString();
    }

    private String quoted() throws IOException {
        var text = new StringBuilder();
        next = input.read();
        while (true) {
            if (next == END) {
                throw new MalformedCsvException("a quotation mark is not closed");
            }
            if (next == '"') {
                next = input.read();
                if (next != '"') {
                    break;
                }
            }
            add(text);
        }
        if (next != ',' && next != '\n' && next != '\r' && next != END) {
            throw new MalformedCsvException("text follows a closing quotation mark");
        }
        return text.toString();
    }

    private void add(StringBuilder text) throws IOException {
        if (++length > lengthMax) {
            throw new MalformedCsvException("a record has more than " + lengthMax + " characters");
        }
        text.append((char) next);
        next = input.read();
    }
}
