package dev.perennial.platform.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;

/** Reads a stream line by line and holds no more than a line of limited length. */
public final class JsonLines {
    private final InputStream input;
    private final int lengthMax;
    private final byte[] buffer = new byte[32 * 1024];
    private int position;
    private int filled;

    /** @param lengthMax in bytes, without the line's end */
    public JsonLines(InputStream input, int lengthMax) {
        this.input = input;
        this.lengthMax = lengthMax;
    }

    /**
     * One line without its end.
     *
     * @param text nothing if it is too long
     */
    public record Line(byte[] text, boolean isTooLong) {
        /** Whether there is nothing on it but white space. */
        public boolean isBlank() {
            for (byte character : text) {
                if (character != ' ' && character != '\t' && character != '\r') {
                    return false;
                }
            }
            return !isTooLong;
        }
    }

    /** The next line; null after the last one, which need not end in a line break. */
    public @Nullable Line next() throws IOException {
        if (position == filled && !fill()) {
            return null;
        }
        var text = new ByteArrayOutputStream(512);
        boolean tooLong = false;
        do {
            int end = endOfLine();
            if (text.size() + end - position > lengthMax) {
                tooLong = true;
            } else if (!tooLong) {
                text.write(buffer, position, end - position);
            }
            position = end;
            if (end < filled) {
                position++;
                break;
            }
        } while (fill());
        return tooLong ? new Line(new byte[0], true) : new Line(text.toByteArray(), false);
    }

    /** Where the line break in the buffer is, or where the buffer ends. */
    private int endOfLine() {
        int end = position;
        while (end < filled && buffer[end] != '\n') {
            end++;
        }
        return end;
    }

    private boolean fill() throws IOException {
        position = 0;
        filled = Math.max(0, input.read(buffer));
        return filled > 0;
    }
}
