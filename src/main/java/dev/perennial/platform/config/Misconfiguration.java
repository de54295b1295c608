package dev.perennial.platform.config;

/**
 * A start that cannot work because of a setting: what is wrong, and what to write instead. Neither may repeat a secret.
 */
public class Misconfiguration extends IllegalStateException {
    private final String remedy;

    public Misconfiguration(String problem, String remedy) {
        super(problem);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
