package dev.perennial.export.domain;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CsvCellsTests {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "-"})
    void disarmsWhatASpreadsheetTakesForAFormula(String text) {
        assertThat(CsvCells.text(text)).isEqualTo("'" + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=1", "-5", "-0.25", "12", "2026-01-01T00:00:00Z"})
    void leavesOtherTextAlone(String text) {
        assertThat(CsvCells.text(text)).isEqualTo(text);
    }

    @Test
    void quotesWhatWouldEndACellOrARow() {
        assertThat(CsvCells.row(List.of("a", "b,c", "d\"e", "f\ng", "")))
                .isEqualTo("a,\"b,c\",\"d\"\"e\",\"f\ng\",\r\n");
    }
}
