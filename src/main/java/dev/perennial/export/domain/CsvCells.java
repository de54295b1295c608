package dev.perennial.export.domain;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Rows of CSV as in RFC 4180, safe to open in a spreadsheet. */
public final class CsvCells {
    /** A cell that begins so is taken for a formula, which may send what is beside it to somebody. */
    private static final String FORMULA_STARTS = "=+-@\t\r\n";

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

    private CsvCells() {}

    /** A row with its end. */
    public static String row(List<String> cells) {
        return cells.stream().map(CsvCells::quoted).collect(Collectors.joining(",", "", "\r\n"));
    }

    /** Text of somebody, made harmless by a quotation mark where it has to be; numbers may begin with their sign. */
    public static String text(String value) {
        boolean isFormula = !value.isEmpty() && FORMULA_STARTS.indexOf(value.charAt(0)) >= 0;
        return isFormula && !NUMBER.matcher(value).matches() ? "'" + value : value;
    }

    private static String quoted(String cell) {
        boolean needsQuotes =
                cell.chars().anyMatch(letter -> letter == ',' || letter == '"' || letter == '\n' || letter == '\r');
        return needsQuotes ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell;
    }
}
