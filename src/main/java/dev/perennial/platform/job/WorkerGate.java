package dev.perennial.platform.job;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Closes first when the service stops: workers finish what they hold and claim nothing more. */
@Component
public class WorkerGate implements SmartLifecycle {
    private volatile boolean open;

    /** Whether workers may claim more. */
    public boolean isOpen() {
        return open;
    }

    @Override
    public void start() {
        open = true;
    }

    @Override
    public void stop() {
        open = false;
    }

    @Override
    public boolean isRunning() {
        return open;
    }

    /** Started last and stopped first. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
