package dev.steelyard.lb.core.admin;

import dev.steelyard.lb.core.config.ConfigChange;
import java.util.List;

/**
 * In what the file, what was loaded of it, and what runs differ.
 *
 * @param atRunTime from what was loaded to what runs: what the API changed
 * @param notLoaded from what was loaded to the file as it is now
 * @param fileProblems why the file as it is now could not be loaded
 * @param needRestart what was loaded and holds from the next start on
 */
public record Drift(
        List<ConfigChange> atRunTime,
        List<ConfigChange> notLoaded,
        List<String> fileProblems,
        List<ConfigChange> needRestart) {}
