package dev.steelyard.lb.healthchecks.http2;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Decodes a block of fields from a server that was told to keep no dynamic table (RFC 7541). */
final class FieldBlock {
    private final ByteBuffer block;
    private final Map<String, String> fields = new LinkedHashMap<>();

    private FieldBlock(ByteBuffer block) {
        this.block = block;
    }

    /** The fields by name; of a name that comes twice, the last. */
    static Map<String, String> decode(ByteBuffer block) throws ProtocolException {
        FieldBlock decoder = new FieldBlock(block);
        while (block.hasRemaining()) {
            decoder.readField();
        }
        return decoder.fields;
    }

    /** The leading bits tell the form (RFC 7541 section 6). */
    private void readField() throws ProtocolException {
        int first = block.get() & 0xff;
        if (first >= 0x80) {
            int index = number(first, 7);
            fields.put(StaticTable.name(index), StaticTable.value(index));
        } else if (first >= 0x40) {
            readLiteral(first, 6); // goes into a table of size 0, that is, nowhere
        } else if (first >= 0x20) {
            requireNoTable(number(first, 5));
        } else {
            readLiteral(first, 4);
        }
    }

    private void readLiteral(int first, int prefixBits) throws ProtocolException {
        int index = number(first, prefixBits);
        String name = index == 0 ? text() : StaticTable.name(index);
        fields.put(name, text());
    }

    private static void requireNoTable(int size) throws ProtocolException {
        if (size != 0) {
            throw new ProtocolException("a table of fields that was not allowed");
        }
    }

    private String text() throws ProtocolException {
        int first = next();
        int length = number(first, 7);
        if (length > block.remaining()) {
            throw new ProtocolException("a field longer than its block");
        }
        byte[] bytes = new byte[length];
        block.get(bytes);
        return first >= 0x80 ? HuffmanCode.decode(bytes) : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** RFC 7541 section 5.1; no number that makes sense here has more than three bytes after its prefix. */
    private int number(int first, int prefixBits) throws ProtocolException {
        int most = (1 << prefixBits) - 1;
        int value = first & most;
        if (value < most) {
            return value;
        }
        for (int shift = 0; shift <= 14; shift += 7) {
            int next = next();
            value += (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new ProtocolException("a number that is too large");
    }

    private int next() throws ProtocolException {
        if (!block.hasRemaining()) {
            throw new ProtocolException("fields that end too early");
        }
        return block.get() & 0xff;
    }
}
