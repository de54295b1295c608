package dev.perennial.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The least of an HTTP client on a connection of its own: what it costs must not be taken for what the service costs.
 */
public final class KeepAliveClient implements AutoCloseable {
    private final int port;
    private final String path;
    private final String credentials;
    private Socket socket;
    private InputStream input;

    /** @param path where {@link #post} sends to */
    public KeepAliveClient(int port, String key, String path) {
        this.port = port;
        this.path = path;
        this.credentials = "Host: localhost\r\nAuthorization: Bearer " + key + "\r\n";
        try {
            socket = connect();
            input = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Socket connect() throws IOException {
        var connected = new Socket(InetAddress.getLoopbackAddress(), port);
        connected.setTcpNoDelay(true);
        return connected;
    }

    /** Sends a body and returns that of the answer; fails unless its status is in the two hundreds. */
    String post(byte[] body) {
        return send("POST", path, body);
    }

    /** Sends a request and returns the body of its answer; fails unless its status is in the two hundreds. */
    public String send(String method, String target, byte[] body) {
        try {
            var about =
                    body.length == 0 ? "" : "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n";
            var request = (method + " " + target + " HTTP/1.1\r\n" + credentials + about + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            var whole = new byte[request.length + body.length];
            System.arraycopy(request, 0, whole, 0, request.length);
            System.arraycopy(body, 0, whole, request.length, body.length);
            socket.getOutputStream().write(whole);
            var status = line();
            int length = -1;
            boolean closes = false;
            for (var header = line(); !header.isEmpty(); header = line()) {
                if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(header.substring(15).strip());
                }
                closes |= header.equalsIgnoreCase("connection: close");
            }
            var answer = length >= 0 ? text(length) : chunked();
            if (closes) {
                socket.close();
                socket = connect();
                input = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            }
            if (!status.startsWith("HTTP/1.1 2")) {
                throw new IllegalStateException(status + " " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String chunked() throws IOException {
        var body = new StringBuilder();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.append(text(size));
            line();
        }
        line();
        return body.toString();
    }

    private String text(int length) throws IOException {
        return new String(input.readNBytes(length), StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int character = input.read(); character != '\n'; character = input.read()) {
            if (character < 0) {
                throw new IOException("The service closed the connection");
            }
            if (character != '\r') {
                line.append((char) character);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
