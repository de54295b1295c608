package dev.perennial.support;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;

/** A real mail server in the test's own process. All tests share it, and each writes to addresses of its own. */
public final class TestMail {
    private static final GreenMail SERVER = start();

    private TestMail() {}

    /**
     * A letter as it arrived.
     *
     * @param text the plain part
     * @param files attachments by name
     */
    public record Received(
            String id,
            String from,
            String replyTo,
            String subject,
            String text,
            String html,
            Map<String, byte[]> files) {}

    private static GreenMail start() {
        var server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        return server;
    }

    public static int port() {
        return SERVER.getSmtp().getPort();
    }

    /** What was sent to an address, in the order in which it came. */
    public static List<Received> to(String address) {
        var received = new ArrayList<Received>();
        for (var message : SERVER.getReceivedMessages()) {
            try {
                if (message.getRecipients(Message.RecipientType.TO)[0]
                        .toString()
                        .equals(address)) {
                    received.add(read(message));
                }
            } catch (MessagingException | IOException e) {
                throw new IllegalStateException("A letter that nobody can read", e);
            }
        }
        return received;
    }

    private static Received read(Message message) throws MessagingException, IOException {
        var texts = new LinkedHashMap<String, String>();
        var files = new LinkedHashMap<String, byte[]>();
        collect(message, texts, files);
        return new Received(
                message.getHeader("Message-ID")[0],
                message.getFrom()[0].toString(),
                Arrays.toString(message.getReplyTo()),
                message.getSubject(),
                texts.getOrDefault("text/plain", ""),
                texts.getOrDefault("text/html", ""),
                files);
    }

    private static void collect(Part part, Map<String, String> texts, Map<String, byte[]> files)
            throws MessagingException, IOException {
        if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                collect(parts.getBodyPart(i), texts, files);
            }
        } else if (part.getFileName() != null) {
            files.put(part.getFileName(), part.getInputStream().readAllBytes());
        } else {
            var type = part.getContentType().split(";", 2)[0].toLowerCase(Locale.ROOT);
            texts.put(type, String.valueOf(part.getContent()));
        }
    }
}
