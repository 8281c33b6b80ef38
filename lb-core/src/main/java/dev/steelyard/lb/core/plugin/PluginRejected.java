package dev.steelyard.lb.core.plugin;

import java.util.Objects;

/** A plugin that is not loaded, with the reason and what its user can do about it. */
public final class PluginRejected extends Exception {
    private static final long serialVersionUID = 1L;

    private final String plugin;
    private final String reason;
    private final String remedy;

    /**
     * @param plugin its id
     * @param reason what is wrong, without a full stop
     * @param remedy what to do, as whole sentences
     */
    public PluginRejected(String plugin, String reason, String remedy) {
        this(plugin, reason, remedy, null);
    }

    /**
     * @param cause what failed, or {@code null}
     */
    public PluginRejected(String plugin, String reason, String remedy, Throwable cause) {
        super("plugin " + plugin + ": " + reason + ". " + remedy, cause);
        this.plugin = Objects.requireNonNull(plugin, "plugin");
        this.reason = Objects.requireNonNull(reason, "reason");
        this.remedy = Objects.requireNonNull(remedy, "remedy");
    }

    /** The id of the plugin. */
    public String plugin() {
        return plugin;
    }

    /** What is wrong, without a full stop. */
    public String reason() {
        return reason;
    }

    /** What to do, as whole sentences. */
    public String remedy() {
        return remedy;
    }
}
