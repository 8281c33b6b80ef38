package dev.steelyard.lb.core.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.steelyard.lb.api.settings.NearestName;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.PropertyNamingStrategy;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/**
 * Reads and writes bodies: records whose components are fields in snake case.
 *
 * <p>Reading is strict, since whoever sends a field means something by it: unknown and repeated fields, text for numbers and
 * anything after the object are refused. A field that is null counts as absent. Immutable; any thread.
 */
final class JsonCodec {
    private static final int SHOWN = 60;
    private static final PropertyNamingStrategy SNAKE_CASE =
            PropertyNamingStrategies.SNAKE_CASE; // looks at the name alone

    private static final Map<Class<?>, String> EXPECTED = Map.of(
            String.class, "text",
            Integer.class, "a whole number, at most " + Integer.MAX_VALUE,
            Double.class, "a number",
            Map.class, "an object of whole numbers");

    /** Made when the first body is read or written: an API that starts does not wait for it. */
    private static final class Lazy {
        static final JsonMapper MAPPER = JsonMapper.builder()
                .propertyNamingStrategy(SNAKE_CASE)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(LogicalType.Textual, JsonCodec::refuseScalarsForText)
                .build();
    }

    private static void refuseScalarsForText(MutableCoercionConfig coercions) {
        coercions
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    /** Loads what the first body would load. */
    void warmUp() {
        write(new WarmUp("", 0, List.of()));
    }

    private record WarmUp(String text, long number, List<String> list) {}

    /** A body as it is sent, with a line end for those who read it in a terminal. */
    byte[] write(Object body) {
        byte[] json = Lazy.MAPPER.writeValueAsBytes(body);
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    /** The fields of a body that are set, on one line for the log; control characters are escaped. */
    String text(Record body) {
        ObjectNode fields = Lazy.MAPPER.valueToTree(body);
        fields.removeIf(JsonNode::isNull);
        return fields.toString();
    }

    /**
     * @throws AdminFailure 400 that names the field at fault
     */
    <R extends Record> R read(byte[] body, Class<R> type) {
        JsonNode tree = parse(body);
        if (!tree.isObject()) {
            throw AdminFailure.badRequest(null, shown(tree) + " (expected: a JSON object)");
        }
        try {
            return Lazy.MAPPER.treeToValue(tree, type);
        } catch (UnrecognizedPropertyException unknown) {
            throw AdminFailure.badRequest(unknown.getPropertyName(), unknown(unknown.getPropertyName(), type));
        } catch (JacksonException mismatch) {
            throw mismatch(mismatch, tree, type);
        }
    }

    private JsonNode parse(byte[] body) {
        try {
            return Lazy.MAPPER.readTree(body);
        } catch (MismatchedInputException trailing) {
            throw AdminFailure.badRequest(null, "something follows the JSON value (expected: one JSON object)");
        } catch (JacksonException broken) {
            throw broken(broken);
        }
    }

    private static AdminFailure broken(JacksonException broken) {
        boolean twice = broken.getOriginalMessage().startsWith("Duplicate");
        if (twice && broken.processor() instanceof JsonParser parser) {
            return AdminFailure.badRequest(parser.currentName(), "stands there twice (expected: once)");
        }
        TokenStreamLocation place = broken.getLocation();
        String where = place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
        return AdminFailure.badRequest(null, "not JSON" + where + ": " + broken.getOriginalMessage());
    }

    private static String unknown(String name, Class<? extends Record> type) {
        TreeSet<String> known = new TreeSet<>(fields(type));
        return "unknown field" + NearestName.hint(name, known) + " (fields: " + String.join(", ", known) + ")";
    }

    private static AdminFailure mismatch(JacksonException mismatch, JsonNode tree, Class<? extends Record> type) {
        List<JacksonException.Reference> path = mismatch.getPath();
        String field = path.isEmpty() ? null : path.get(0).getPropertyName();
        int place = fields(type).indexOf(field);
        if (place < 0) {
            return AdminFailure.badRequest(field, mismatch.getOriginalMessage());
        }
        String expected = EXPECTED.get(type.getRecordComponents()[place].getType());
        return AdminFailure.badRequest(field, shown(tree.get(field)) + " (expected: " + expected + ")");
    }

    private static List<String> fields(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents()).map(JsonCodec::field).toList();
    }

    /** Some fields are words of Java, and have another name here. */
    private static String field(RecordComponent component) {
        JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
        return named != null ? named.value() : SNAKE_CASE.nameForConstructorParameter(null, null, component.getName());
    }

    private static String shown(JsonNode value) {
        String json = value.toString();
        return json.length() <= SHOWN ? json : json.substring(0, SHOWN) + "…";
    }
}
