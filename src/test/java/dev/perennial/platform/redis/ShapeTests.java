package dev.perennial.platform.redis;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ShapeTests {
    private enum Colour {
        RED,
        GREEN
    }

    private record Leaf(long size, Colour colour) {}

    private record Tree(UUID id, List<Leaf> leaves) {}

    private record Twig(UUID id, Leaf leaf) {}

    @Test
    void tellsEveryPartDownToTheConstants() {
        assertThat(Shape.of(Tree.class))
                .contains("leaves java.util.List")
                .contains("size long")
                .contains("[RED, GREEN]");
    }

    @Test
    void differsWhereAPartDiffers() {
        assertThat(Shape.of(Tree.class)).isNotEqualTo(Shape.of(Twig.class)).isEqualTo(Shape.of(Tree.class));
    }
}
