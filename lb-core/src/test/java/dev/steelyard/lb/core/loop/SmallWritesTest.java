package dev.steelyard.lb.core.loop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.junit.jupiter.api.Test;

class SmallWritesTest {
    private final SmallWrites writes = new SmallWrites();
    private final StringBuilder taken = new StringBuilder();

    /** A channel that takes so many bytes at a time. */
    private WritableByteChannel channel(int most) {
        return new WritableByteChannel() {
            @Override
            public int write(ByteBuffer source) {
                int bytes = Math.min(most, source.remaining());
                for (int i = 0; i < bytes; i++) {
                    taken.append((char) source.get());
                }
                return bytes;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
    }

    private static ByteBuffer[] buffers(String... texts) {
        ByteBuffer[] buffers = new ByteBuffer[texts.length];
        for (int i = 0; i < texts.length; i++) {
            buffers[i] = ByteBuffer.wrap(texts[i].getBytes(US_ASCII)).asReadOnlyBuffer();
        }
        return buffers;
    }

    @Test
    void whatIsWrittenIsGoneFromTheBuffers() throws IOException {
        ByteBuffer[] buffers = buffers("head", "", "body");

        assertThat(writes.write(channel(100), buffers)).isEqualTo(8);

        assertThat(taken).hasToString("headbody");
        assertThat(buffers).noneMatch(ByteBuffer::hasRemaining);
    }

    @Test
    void aChannelThatTakesLittleGetsTheRestInOrder() throws IOException {
        for (int most = 1; most <= 8; most++) {
            taken.setLength(0);
            ByteBuffer[] buffers = buffers("head", "", "body");
            int written = 0;
            while (written < 8) {
                written += writes.write(channel(most), buffers);
                assertThat(buffers[0].remaining() + buffers[2].remaining()).isEqualTo(8 - written);
            }
            assertThat(taken).as("%d at a time", most).hasToString("headbody");
        }
    }

    @Test
    void whatIsTooMuchToCopyIsToldBefore() {
        assertThat(SmallWrites.fits(8 * 1024)).isTrue();
        assertThat(SmallWrites.fits(8 * 1024 + 1)).isFalse();
    }
}
