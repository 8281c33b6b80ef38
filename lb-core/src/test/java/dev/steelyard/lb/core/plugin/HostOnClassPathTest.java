package dev.steelyard.lb.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The balancer on a class path, as in an IDE: this test's own jars once more, in a loader without modules. */
class HostOnClassPathTest {
    @TempDir
    Path home;

    private final List<String> log = new ArrayList<>();

    @Test
    void everyPluginIsAClassPathAndOneLineSaysSo() throws Exception {
        Path plugins = Files.createDirectories(home.resolve("plugins"));
        FixtureJar.modularPlugin("p", "p.Both", "both").service("p.Both").writeTo(plugins.resolve("both.jar"));
        FixtureJar.plugin("p.Plain", "plain").writeTo(plugins.resolve("plain.jar"));
        FixtureJar.modularPlugin("q", "q.One", "one").writeTo(plugins.resolve("only-module.jar"));

        try (URLClassLoader host = new URLClassLoader(hostJars(), new ApiClassLoader(HostApi.jdkPackages()))) {
            List<?> reports = load(host, plugins);

            assertThat(reports.get(0).toString()).contains("realm=class path, status=loaded", "{algorithm=[both]}");
            assertThat(reports.get(2).toString()).contains("realm=class path, status=loaded", "{algorithm=[plain]}");
            assertThat(reports.get(1).toString()).contains("status=rejected", "the line: q.One");
        }
        assertThat(log.get(0))
                .isEqualTo(
                        "the balancer runs on the class path, not on the module path: so does every plugin, on its own");
        assertThat(log).filteredOn(line -> line.contains("on the module path")).hasSize(1);
    }

    private List<?> load(ClassLoader host, Path plugins) throws Exception {
        Class<?> api = host.loadClass("dev.steelyard.lb.core.plugin.HostApi");
        Class<?> logger = host.loadClass("org.slf4j.Logger");
        Class<?> loader = host.loadClass("dev.steelyard.lb.core.plugin.PluginLoader");
        assertThat(loader.getModule().isNamed()).isFalse();
        Method ofThisProcess = api.getDeclaredMethod("ofThisProcess");
        ofThisProcess.setAccessible(true);
        Constructor<?> constructor = loader.getDeclaredConstructor(api, logger);
        constructor.setAccessible(true);
        Object instance = constructor.newInstance(ofThisProcess.invoke(null), recorder(host, logger));
        Object catalog = loader.getMethod("load", Path.class, Path.class, Path.class, Set.class, List.class)
                .invoke(instance, home.resolve("lib"), plugins, home.resolve("work"), Set.of(), List.of());
        try (AutoCloseable closing = (AutoCloseable) catalog) {
            return (List<?>) closing.getClass().getMethod("reports").invoke(catalog);
        }
    }

    private Object recorder(ClassLoader host, Class<?> logger) {
        return Proxy.newProxyInstance(host, new Class<?>[] {logger}, (proxy, method, arguments) -> {
            if (method.getName().equals("info")) {
                log.add(arguments[0].toString());
            }
            return null;
        });
    }

    private static URL[] hostJars() throws Exception {
        String jars =
                System.getProperty("jdk.module.path") + File.pathSeparator + System.getProperty("java.class.path");
        List<URL> urls = new ArrayList<>();
        for (String jar : Stream.of(jars.split(File.pathSeparator)).distinct().toList()) {
            urls.add(Path.of(jar).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }
}
