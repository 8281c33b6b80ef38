package dev.steelyard.lb.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.Content.Chunk;
import org.eclipse.jetty.io.Retainable;
import org.junit.jupiter.api.Test;

/** Whatever is kept of a body is let go, on every way. */
class KeptChunksTest {
    private final List<Retainable.ReferenceCounter> buffers = new ArrayList<>();
    private final KeptChunks kept = new KeptChunks(10_000);

    private Chunk chunk(String text, boolean last) {
        Retainable.ReferenceCounter buffer = new Retainable.ReferenceCounter();
        buffers.add(buffer);
        return Chunk.asChunk(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), last, buffer);
    }

    private void keepAndConsume(Chunk chunk) {
        kept.add(chunk);
        chunk.getByteBuffer().position(chunk.getByteBuffer().limit());
        chunk.release();
    }

    private long held() {
        return buffers.stream().filter(buffer -> buffer.getRetained() > 0).count();
    }

    private String readAll() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < kept.count(); i++) {
            Chunk chunk = kept.read(i);
            if (chunk.hasRemaining()) {
                text.append(StandardCharsets.ISO_8859_1.decode(chunk.getByteBuffer()));
            }
            chunk.release();
        }
        return text.toString();
    }

    @Test
    void whatWasConsumedCanBeReadAgainAndAgain() {
        keepAndConsume(chunk("a".repeat(3000), false));
        keepAndConsume(chunk("end", true));

        assertThat(readAll()).isEqualTo("a".repeat(3000) + "end");
        assertThat(readAll()).isEqualTo("a".repeat(3000) + "end");
        assertThat(kept.read(1).isLast()).isTrue();
        assertThat(held()).as("the long one is held, the short one was copied").isEqualTo(1);
        kept.release();
        assertThat(held()).isZero();
    }

    @Test
    void aShortBodyOfOnePieceIsHeldNotCopied() {
        keepAndConsume(chunk("whole", true));

        assertThat(held()).isEqualTo(1);
        kept.release();
        kept.release();
        assertThat(held()).isZero();
    }

    @Test
    void afterTheAnswerBeganEachIsGivenAwayOnce() {
        for (int i = 0; i < 3; i++) {
            keepAndConsume(chunk("b".repeat(3000), i == 2));
        }
        kept.read(0).release();
        kept.giveAway(1);

        assertThat(held()).isEqualTo(2);
        kept.read(1).release();
        assertThat(held()).isEqualTo(1);
        kept.release();
        assertThat(held()).isZero();
    }

    @Test
    void moreThanThereIsRoomForIsNotKept() {
        keepAndConsume(chunk("c".repeat(9_999), false));
        Chunk fits = chunk("d", false);
        Chunk tooMuch = chunk("dd", false);

        assertThat(kept.hasRoomFor(fits)).isTrue();
        assertThat(kept.hasRoomFor(tooMuch)).isFalse();
        fits.release();
        tooMuch.release();
        kept.release();
        assertThat(held()).isZero();
    }
}
