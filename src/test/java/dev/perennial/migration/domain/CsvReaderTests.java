package dev.perennial.migration.domain;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.perennial.migration.domain.CsvReader.MalformedCsvException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CsvReaderTests {

    private static List<List<String>> read(String text, int lengthMax) throws IOException {
        var reader = new CsvReader(new StringReader(text), lengthMax);
        var records = new ArrayList<List<String>>();
        for (var record = reader.next(); record != null; record = reader.next()) {
            records.add(record);
        }
        return records;
    }

    @Test
    void readsPlainAndQuotedCells() throws IOException {
        assertThat(read("a,b\r\n\"c, \"\"d\"\"\",\"e\nf\"\n", 100))
                .containsExactly(List.of("a", "b"), List.of("c, \"d\"", "e\nf"));
    }

    @Test
    void keepsEmptyCellsAndPassesOverEmptyLines() throws IOException {
        assertThat(read("a,,\n\n\r\n,\"\",b", 100)).containsExactly(List.of("a", "", ""), List.of("", "", "b"));
    }

    @Test
    void passesOverAByteOrderMark() throws IOException {
        assertThat(read("\uFEFFa,b", 100)).containsExactly(List.of("a", "b"));
    }

    @Test
    void refusesQuotesThatDoNotFit() {
        assertThatExceptionOfType(MalformedCsvException.class).isThrownBy(() -> read("a,\"b", 100));
        assertThatExceptionOfType(MalformedCsvException.class).isThrownBy(() -> read("\"a\"b", 100));
    }

    @Test
    void holdsNoMoreThanARecordOfLimitedLength() throws IOException {
        assertThat(read("abc,de\nfghij", 5)).hasSize(2);
        assertThatExceptionOfType(MalformedCsvException.class).isThrownBy(() -> read("abc,def", 5));
    }
}
