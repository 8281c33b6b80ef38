package dev.steelyard.lb.healthchecks.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server's side that is made of the JDK's own PBKDF2. */
final class ScramTest {
    private static final byte[] SALT = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    private static final String SALT_64 = Base64.getEncoder().encodeToString(SALT);

    private final Scram.Login login = new Scram("pencil", new SecureRandom()).login();

    private static String challenge(Scram.Login login, int iterations) {
        return "r=" + nonce(login) + "more,s=" + SALT_64 + ",i=" + iterations;
    }

    private static String nonce(Scram.Login login) {
        return login.first().substring("n,,n=,r=".length());
    }

    /** What the server says at last, if it knows that password. */
    private static String outcome(Scram.Login login, String password, String challenge, String proof) throws Exception {
        String withoutProof = proof.substring(0, proof.indexOf(",p="));
        String signed = login.first().substring("n,,".length()) + "," + challenge + "," + withoutProof;
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), SALT, 4096, 256);
        byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(spec)
                .getEncoded();
        return "v=" + Base64.getEncoder().encodeToString(hmac(hmac(salted, "Server Key"), signed));
    }

    private static byte[] hmac(byte[] key, String message) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message.getBytes());
    }

    @Test
    void bothKnowThePassword() throws Exception {
        String challenge = challenge(login, 4096);
        String proof = login.proof(challenge);
        assertThat(proof).startsWith("c=biws,r=" + nonce(login) + "more,p=");
        login.verify(outcome(login, "pencil", challenge, proof));
        assertThat(login.isVerified()).isTrue();
    }

    @Test
    void aServerThatDoesNotKnowThePasswordIsFoundOut() throws Exception {
        String challenge = challenge(login, 4096);
        String proof = login.proof(challenge);
        String wrong = outcome(login, "crayon", challenge, proof);
        assertThatThrownBy(() -> login.verify(wrong)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> login.verify("e=other-error")).isInstanceOf(ProtocolException.class);
        assertThat(login.isVerified()).isFalse();
    }

    @Test
    void everyLoginHasItsOwnNonce() {
        Scram scram = new Scram("pencil", new SecureRandom());
        assertThat(scram.login().first()).isNotEqualTo(scram.login().first());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1000001", "2147483648", "many", ""})
    void aCountThatWouldKeepUsBusyIsRefused(String iterations) {
        String challenge = "r=" + nonce(login) + "more,s=" + SALT_64 + ",i=" + iterations;
        assertThatThrownBy(() -> login.proof(challenge)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void aNonceThatIsNotOursIsRefused() {
        assertThatThrownBy(() -> login.proof("r=theirs,s=" + SALT_64 + ",i=4096"))
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> login.proof("r=" + nonce(login) + ",s=" + SALT_64 + ",i=4096"))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void aSaltThatIsNoBase64IsRefused() {
        assertThatThrownBy(() -> login.proof("r=" + nonce(login) + "more,s=*,i=4096"))
                .isInstanceOf(ProtocolException.class);
    }
}
