package dev.steelyard.lb.core.plugin;

import java.util.List;

/** The start cannot go on without plugins that the config requires; the message has one line for each of them. */
public final class RequiredPluginMissing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    RequiredPluginMissing(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** A line for each plugin. */
    public List<String> problems() {
        return problems;
    }
}
