package dev.steelyard.lb.api.request;

/**
 * The head of the response before it goes to the client.
 *
 * <p>Names are in any case. Changes to framing and hop-by-hop headers ({@code Content-Length}, {@code Transfer-Encoding},
 * {@code Connection}, {@code Trailer}, {@code Upgrade}, {@code Keep-Alive}) are refused: they belong to the core.
 */
public interface ResponseHeaders {

    /**
     * The status code, 200..599.
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> never fails.
     */
    int status();

    /**
     * The first value of a header.
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> never fails; {@code null} if absent.
     */
    String get(String name);

    /**
     * Puts a header in place of all of that name.
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> {@link IllegalArgumentException} for a refused name, or a name
     * or value with control characters.
     */
    void set(String name, String value);

    /**
     * Adds a header beside those of that name.
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> as {@link #set(String, String)}.
     */
    void add(String name, String value);

    /**
     * Removes all headers of a name.
     *
     * <p><b>Threads:</b> the request's own. <b>Failure:</b> {@link IllegalArgumentException} for a refused name.
     */
    void remove(String name);
}
