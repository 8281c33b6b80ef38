package dev.steelyard.lb.core.plugin;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import java.util.function.Predicate;

/**
 * What a realm has for one service.
 *
 * @param made the provider instances, each made once
 * @param failures why others could not be made
 */
record Providers<S>(List<S> made, List<String> failures) {
    /** Enough to show what is wrong; a broken class path can make {@code hasNext} fail for ever (JDK-8196182). */
    private static final int MOST_FAILURES = 100;

    /**
     * Makes the providers one by one, so that one that fails does not hide the next.
     *
     * @param own tells the realm's classes from those of its parents, which {@link ServiceLoader} returns as well
     */
    static <S> Providers<S> of(ServiceLoader<S> services, Predicate<Class<?>> own) {
        Providers<S> found = new Providers<>(new ArrayList<>(), new ArrayList<>());
        Iterator<Provider<S>> providers = services.stream().iterator();
        boolean more = true;
        while (more && found.failures.size() < MOST_FAILURES) {
            more = found.addNext(providers, own);
        }
        if (more) {
            found.failures.add("gave up after " + MOST_FAILURES + " failures");
        }
        return found;
    }

    private boolean addNext(Iterator<Provider<S>> providers, Predicate<Class<?>> own) {
        try {
            if (!providers.hasNext()) {
                return false;
            }
            add(providers.next(), own);
        } catch (ServiceConfigurationError | LinkageError failure) {
            failures.add(describe(failure));
        }
        return true;
    }

    /** A static provider method may be declared to return the service itself; then only the instance tells whose it is. */
    private void add(Provider<S> provider, Predicate<Class<?>> own) {
        boolean ownType = own.test(provider.type());
        if (ownType || provider.type().isInterface()) {
            S instance = provider.get();
            if (ownType || own.test(instance.getClass())) {
                made.add(instance);
            }
        }
    }

    /** The JDK's message without the name of the service, which the report has anyway, but with what lies beneath. */
    private static String describe(Error failure) {
        if (!(failure instanceof ServiceConfigurationError)) {
            return failure.toString();
        }
        String message = String.valueOf(failure.getMessage()).replaceFirst("^dev\\.steelyard\\.[\\w.]+: ", "");
        return failure.getCause() == null ? message : message + " (" + root(failure) + ")";
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
