package dev.steelyard.lb.core.config;

import java.util.Optional;

/**
 * What was changed of one backend while the balancer ran, and what the file said then: if the file says something else later,
 * the file is the newer word.
 *
 * @param added the backend itself, if it joined at run time
 * @param removed the {@code host:port} that the file has for it, if it was taken out at run time
 * @param weight set at run time
 * @param fileWeight the file's at that time
 * @param state {@code draining} or {@code disabled}
 */
public record BackendOverride(
        Optional<BackendConfig> added,
        Optional<String> removed,
        Optional<Integer> weight,
        Optional<Integer> fileWeight,
        Optional<String> state) {
    static final BackendOverride NONE = new BackendOverride(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    boolean isEmpty() {
        return equals(NONE);
    }

    BackendOverride withAdded(BackendConfig backend) {
        return new BackendOverride(Optional.of(backend), removed, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** @param inFile the file's backend of this id; {@code null} if it has none */
    BackendOverride withRemoved(BackendConfig inFile) {
        Optional<String> address = Optional.ofNullable(inFile).map(BackendConfig::hostPort);
        return new BackendOverride(Optional.empty(), address, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** @param inFile the file's backend of this id; {@code null} if it has none */
    BackendOverride withWeight(int next, BackendConfig inFile) {
        if (added.isPresent()) {
            return new BackendOverride(added.map(own -> own.withWeight(next)), removed, weight, fileWeight, state);
        }
        boolean asInFile = inFile != null && inFile.weight() == next;
        return asInFile
                ? new BackendOverride(added, removed, Optional.empty(), Optional.empty(), state)
                : new BackendOverride(
                        added,
                        removed,
                        Optional.of(next),
                        Optional.ofNullable(inFile).map(BackendConfig::weight),
                        state);
    }

    /** @param next empty if it is in service */
    BackendOverride withState(Optional<String> next) {
        return new BackendOverride(added, removed, weight, fileWeight, next);
    }

    /**
     * What is left of it under a file.
     *
     * @param inFile the file's backend of this id; {@code null} if it has none
     */
    BackendOverride under(BackendConfig inFile) {
        boolean sameRemoved =
                removed.isPresent() && inFile != null && removed.get().equals(inFile.hostPort());
        boolean ownStays = added.isPresent() && (inFile == null || sameRemoved);
        if (inFile == null && !ownStays) {
            return NONE;
        }
        boolean sameWeight = weight.isPresent() && inFile != null && fileWeight.equals(Optional.of(inFile.weight()));
        return new BackendOverride(
                ownStays ? added : Optional.empty(),
                sameRemoved ? removed : Optional.empty(),
                sameWeight ? weight : Optional.empty(),
                sameWeight ? fileWeight : Optional.empty(),
                state);
    }
}
