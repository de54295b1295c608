package dev.perennial;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.docs.Documenter;

/**
 * The module graph is what the {@code package-info} files say, without cycles; its drawing goes to the build folder.
 */
class ModuleGraphTests {
    private static final ApplicationModules MODULES = ApplicationModules.of(PerennialApplication.class);

    @Test
    void modulesUseOnlyWhatTheyDeclare() {
        MODULES.verify();
    }

    @Test
    void theGraphCanBeDrawn() {
        new Documenter(MODULES).writeDocumentation();
    }
}
