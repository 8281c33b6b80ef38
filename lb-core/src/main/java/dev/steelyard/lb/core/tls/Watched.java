package dev.steelyard.lb.core.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Something made from files that are looked at again and again. */
interface Watched {
    /** The files. */
    List<Path> files();

    /**
     * Reads files that have changed, and goes by them from now on; by the ones before where one cannot be used.
     *
     * @param faults hears of every file that cannot be used, with the path of its key
     */
    void takeOnChanges(BiConsumer<String, TlsFault> faults);

    /** The certificates with keys in use. */
    List<KeyedCertificate> certificates();

    /** What is dangerous about it though it works, for as long as it is in use. */
    default Optional<String> risk() {
        return Optional.empty();
    }
}
