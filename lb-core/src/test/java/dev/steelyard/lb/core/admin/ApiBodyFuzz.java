package dev.steelyard.lb.core.admin;

/**
 * A target for fuzzing: a body that the API gets is read, or refused with 400.
 *
 * <p>Jazzer calls {@link #fuzzerTestOneInput}; {@code FuzzTargetsTest} calls it with inputs of its own in every build.
 */
public final class ApiBodyFuzz {
    private ApiBodyFuzz() {}

    private static final JsonCodec JSON = new JsonCodec();

    /** @param input a body */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            JSON.read(input, RegisterRequest.class);
        } catch (AdminFailure refused) {
            if (refused.status() != 400) {
                throw new AssertionError("refused with " + refused.status(), refused);
            }
        }
    }
}
