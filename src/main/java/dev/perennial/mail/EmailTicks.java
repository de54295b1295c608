package dev.perennial.mail;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;

/** Wakes the sender. Ticks of many replicas may fire at once: what they claim is locked, so nothing is sent twice. */
@Component
public class EmailTicks {
    private final Ticks ticks;
    private final Emails emails;
    private final EmailSender sender;

    EmailTicks(Ticks ticks, Emails emails, EmailSender sender) {
        this.ticks = ticks;
        this.emails = emails;
        this.sender = sender;
    }

    /** Sends whatever e-mails are queued, of whichever tenant. */
    @Scheduled(fixedDelayString = "${perennial.mail.tick:2s}", initialDelayString = "${perennial.mail.tick:2s}")
    public void send() {
        ticks.run("mail", () -> ticks.forEach("mail", emails.tenantsWithWork(), sender::sendDue));
    }
}
