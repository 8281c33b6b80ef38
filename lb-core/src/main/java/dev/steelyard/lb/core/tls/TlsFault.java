package dev.steelyard.lb.core.tls;

/** A file that TLS cannot be spoken with. The message is for people: which file, what is wrong, what was expected. */
public final class TlsFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final String key;

    /**
     * @param key which of the keys that name files it is about, such as {@code chain}
     */
    TlsFault(String key, String message) {
        super(message);
        this.key = key;
    }

    TlsFault(String key, String message, Throwable cause) {
        super(message, cause);
        this.key = key;
    }

    /** The key of the config that names the file. */
    public String key() {
        return key;
    }
}
