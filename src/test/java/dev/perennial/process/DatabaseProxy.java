package dev.perennial.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.perennial.support.TestDatabase;

/** Stands between a service and its database, and can take the service's line away while the database works on. */
final class DatabaseProxy implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("//([^:/]+):(\\d+)/");

    private final TestDatabase database;
    private final ServerSocket entrance;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

    DatabaseProxy(TestDatabase database) throws IOException {
        this.database = database;
        this.entrance = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.startVirtualThread(this::accept);
    }

    /** The database as it is reached through here. */
    TestDatabase asSeenHere() {
        var url = address().replaceFirst("//127.0.0.1:" + entrance.getLocalPort() + "/");
        return new TestDatabase(url, database.username(), database.password());
    }

    /** Every connection of the service breaks; what the database was told, it goes on with, and nobody hears of it. */
    void cut() {
        clients.forEach(DatabaseProxy::closeQuietly);
        clients.clear();
    }

    private Matcher address() {
        return ADDRESS.matcher(database.url());
    }

    private void accept() {
        var address = address();
        if (!address.find()) {
            throw new IllegalStateException(database.url());
        }
        var target = new InetSocketAddress(address.group(1), Integer.parseInt(address.group(2)));
        while (!entrance.isClosed()) {
            try {
                var client = entrance.accept();
                var server = new Socket();
                server.connect(target);
                // As both ends have it; else each answer of several packets waits for the other side's delayed
                // acknowledgement.
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                clients.add(client);
                Thread.startVirtualThread(() -> copy(client, server, true));
                Thread.startVirtualThread(() -> copy(server, client, false));
            } catch (IOException ignored) {
                // The entrance was closed, or the database went first.
            }
        }
    }

    /** A client that goes leaves the database its line until the database ends it, so that it is not disturbed. */
    private void copy(Socket from, Socket to, boolean toServer) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            var buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                try {
                    out.write(buffer, 0, read);
                } catch (IOException e) {
                    if (toServer) {
                        throw new UncheckedIOException(e);
                    }
                    // Nobody listens any more; the database must not notice.
                }
            }
            if (toServer && clients.remove(from)) {
                to.shutdownOutput();
            }
        } catch (IOException | UncheckedIOException ignored) {
            // A line that broke; its other half ends by itself.
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // It is gone either way.
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        cut();
    }
}
