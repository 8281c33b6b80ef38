package dev.steelyard.lb.healthchecks.deep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** Reads JSON into maps, lists, strings, booleans and {@code null}; numbers stay as they are written. Any thread. */
final class Json {
    /** A health answer is four or five levels deep; deeper ones would only cost stack. */
    private static final int MAX_DEPTH = 32;

    // Neither names nor buffers are kept between answers: they come from a server, and threads outlive a plugin.
    private final JsonFactory factory = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    /** The text was not JSON. */
    static final class NotJson extends Exception {
        private static final long serialVersionUID = 1L;

        NotJson(String where, Throwable cause) {
            super(where, cause);
        }
    }

    /**
     * Reads one value and the end of the text.
     *
     * @throws NotJson with the place of the first mistake
     */
    Object read(byte[] text) throws NotJson {
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new NotJson("it is empty", null);
            }
            Object value = value(parser, first);
            if (parser.nextToken() != null) {
                throw new NotJson(place(parser.currentTokenLocation()), null);
            }
            return value;
        } catch (JacksonException broken) {
            throw new NotJson(place(broken.getLocation()), broken);
        }
    }

    private static String place(TokenStreamLocation at) {
        return at == null ? "unreadable" : "line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> list(parser);
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_STRING -> parser.getString();
            case VALUE_NULL -> null;
            default -> new Number(parser.getString());
        };
    }

    /** A number as written: nothing here counts with it, and a conversion could be made costly by the server. */
    record Number(String written) {}

    private static Map<String, Object> object(JsonParser parser) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            members.put(name, value(parser, parser.nextToken()));
        }
        return members;
    }

    private static List<Object> list(JsonParser parser) {
        List<Object> items = new ArrayList<>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            items.add(value(parser, next));
        }
        return items;
    }
}
