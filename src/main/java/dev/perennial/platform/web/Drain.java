package dev.perennial.platform.web;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Goes on answering for a while after the service was told to stop. It says at once that it is not ready, but a load
 * balancer hears of it with its next checks only, and what it sends until then must not be refused.
 */
@Component
class Drain implements SmartLifecycle {
    private final Duration length;
    private volatile boolean running;

    Drain(@Value("${perennial.drain}") Duration length) {
        this.length = length;
    }

    @Override
    public void start() {
        running = true;
    }

    /** The web server is stopped in a later phase, which does not begin before this one is done. */
    @Override
    public void stop(Runnable done) {
        stop();
        CompletableFuture.delayedExecutor(length.toMillis(), TimeUnit.MILLISECONDS)
                .execute(done);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stopped first, together with the gate of the workers: they claim nothing more while this waits. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
