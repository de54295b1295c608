package dev.perennial.mail;

import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

import jakarta.mail.MessagingException;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.mail.MailPreparationException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;

/** Hands letters to the mail server. */
class Postman {
    private final JavaMailSender server;
    private final MailProperties properties;

    Postman(JavaMailSender server, MailProperties properties) {
        this.server = server;
        this.properties = properties;
    }

    /** A letter ready to go. */
    record Parcel(
            UUID id,
            String to,
            String fromName,
            @Nullable String replyTo,
            String subject,
            String text,
            String html,
            @Nullable Attachment attachment) {}

    /** A PDF file. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Attachment(String fileName, byte[] bytes) {}

    /**
     * Returns when the server has taken the letter over. Throws {@link org.springframework.mail.MailException} when it
     * has not.
     */
    void send(Parcel parcel) {
        var message = server.createMimeMessage();
        try {
            var letter = new MimeMessageHelper(message, true, StandardCharsets.UTF_8.name());
            letter.setFrom(properties.from(), oneLine(parcel.fromName()));
            letter.setTo(parcel.to());
            if (parcel.replyTo() != null) {
                letter.setReplyTo(parcel.replyTo());
            }
            letter.setSubject(oneLine(parcel.subject()));
            letter.setText(parcel.text(), parcel.html());
            var attachment = parcel.attachment();
            if (attachment != null) {
                letter.addAttachment(
                        attachment.fileName(), new ByteArrayResource(attachment.bytes()), "application/pdf");
            }
            message.setHeader("Auto-Submitted", "auto-generated");
            // The same for every try, so that a mailbox can tell that a second copy is one.
            message.setHeader("Message-ID", "<" + parcel.id() + "@" + properties.domain() + ">");
        } catch (MessagingException | UnsupportedEncodingException e) {
            throw new MailPreparationException("The letter cannot be written", e);
        }
        server.send(message);
    }

    /** Names are the customers' own: one with a line break must not begin another header. */
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
