package dev.perennial.platform.crypto;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SecretVaultTests {
    private static final byte[] SECRET = "a secret of thirty-two characters".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OLD = key(1);
    private static final byte[] NEW = key(2);

    private static byte[] key(long seed) {
        var bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void givesBackWhatItSealedToItsOwnerAlone() {
        var vault = new SecretVault(List.of(NEW));
        var sealed = vault.seal(SECRET, "tenant/1");

        assertThat(vault.open(sealed, "tenant/1")).isEqualTo(SECRET);
        assertThatThrownBy(() -> vault.open(sealed, "tenant/2")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void hidesTheSecretAndSealsItDifferentlyEachTime() {
        var vault = new SecretVault(List.of(NEW));
        var sealed = vault.seal(SECRET, "tenant/1");

        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
        assertThat(vault.seal(SECRET, "tenant/1")).isNotEqualTo(sealed);
    }

    @Test
    void noticesAChangedByte() {
        var vault = new SecretVault(List.of(NEW));
        var sealed = vault.seal(SECRET, "tenant/1");
        sealed[sealed.length - 1] ^= 1;

        assertThatThrownBy(() -> vault.open(sealed, "tenant/1")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void opensWithAnOlderKeyAndSealsWithTheNewest() {
        var sealedBefore = new SecretVault(List.of(OLD)).seal(SECRET, "tenant/1");
        var both = new SecretVault(List.of(NEW, OLD));

        assertThat(both.open(sealedBefore, "tenant/1")).isEqualTo(SECRET);
        assertThat(new SecretVault(List.of(NEW)).open(both.seal(SECRET, "tenant/1"), "tenant/1"))
                .isEqualTo(SECRET);
        assertThatThrownBy(() -> new SecretVault(List.of(NEW)).open(sealedBefore, "tenant/1"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keepsSecretsAsTheyAreWithoutAKeyAndSaysSo() {
        var open = new SecretVault(List.of());
        var kept = open.seal(SECRET, "tenant/1");

        assertThat(open.protects()).isFalse();
        assertThat(open.open(kept, "tenant/1")).isEqualTo(SECRET);
        // Whoever sets a key later can still read what was kept before.
        assertThat(new SecretVault(List.of(NEW)).open(kept, "tenant/1")).isEqualTo(SECRET);
    }

    @Test
    void refusesKeysOfAnotherLength() {
        assertThatThrownBy(() -> new SecretVault(List.of(new byte[16]))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsOnlyWhatItSignedForThatPurposeAndName() {
        var signer = new SecretVault(List.of(NEW)).signer("copies").orElseThrow();
        var signed = signer.sign("one", SECRET);
        var changed = signed.clone();
        changed[changed.length - 1]++;

        assertThat(signer.read("one", signed)).hasValue(SECRET);
        assertThat(signer.read("two", signed)).isEmpty();
        assertThat(signer.read("one", changed)).isEmpty();
        assertThat(signer.read("one", new byte[31])).isEmpty();
        assertThat(new SecretVault(List.of(NEW)).signer("other").orElseThrow().read("one", signed))
                .isEmpty();
        assertThat(new SecretVault(List.of(OLD, NEW))
                        .signer("copies")
                        .orElseThrow()
                        .read("one", signed))
                .isEmpty();
    }

    @Test
    void signsNothingWithoutAKey() {
        assertThat(new SecretVault(List.of()).signer("copies")).isEmpty();
    }
}
