package dev.steelyard.lb.core.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.util.URIUtil;

/**
 * Finds the resource of a path and a method.
 *
 * <p>The first path that matches is the one that is meant, so fixed paths are added before those with an {@code {id}}.
 * Filled once, then read by any thread.
 */
final class Router {
    private final List<Path> paths = new ArrayList<>();

    /** Answers one method of one path. */
    interface Resource {
        AdminAnswer answer(AdminRequest request);
    }

    /**
     * What was found.
     *
     * @param id the part of the path in place of {@code {id}}, decoded; {@code null} where the path has none
     */
    record Match(Resource resource, String id) {}

    private record Path(List<String> parts, Map<String, Resource> methods) {
        boolean matches(List<String> asked) {
            if (asked.size() != parts.size()) {
                return false;
            }
            for (int i = 0; i < asked.size(); i++) {
                if (!parts.get(i).equals("{id}") && !parts.get(i).equals(asked.get(i))) {
                    return false;
                }
            }
            return true;
        }

        String id(List<String> asked) {
            int place = parts.indexOf("{id}");
            return place < 0 ? null : asked.get(place);
        }

        String allow() {
            StringJoiner allow = new StringJoiner(", ");
            methods.keySet().forEach(method -> allow.add(method.equals("GET") ? "GET, HEAD" : method));
            return allow.toString();
        }
    }

    /** Adds a method of a path such as {@code /api/v1/backend/{id}/weight}. */
    Router add(String method, String template, Resource resource) {
        List<String> parts = parts(template);
        Path path = paths.stream()
                .filter(known -> known.parts().equals(parts))
                .findFirst()
                .orElseGet(() -> added(parts));
        path.methods().put(method, resource);
        return this;
    }

    private Path added(List<String> parts) {
        Path path = new Path(parts, new LinkedHashMap<>());
        paths.add(path);
        return path;
    }

    /**
     * @param path with its dots resolved, possibly percent-encoded
     * @throws AdminFailure 404 if no path matches, 405 if the path has no such method
     */
    Match find(String method, String path) {
        List<String> asked = parts(path);
        for (Path candidate : paths) {
            if (candidate.matches(asked)) {
                return new Match(resource(candidate, method), candidate.id(asked));
            }
        }
        throw AdminFailure.notFound("there is nothing at this path");
    }

    /** HEAD is GET whose body the connection leaves out. */
    private static Resource resource(Path path, String method) {
        Resource resource = path.methods().get(method.equals("HEAD") ? "GET" : method);
        if (resource == null) {
            String message = method + " is not possible here (expected: " + path.allow() + ")";
            throw new AdminFailure(HttpStatus.METHOD_NOT_ALLOWED_405, null, message, Map.of("Allow", path.allow()));
        }
        return resource;
    }

    private static List<String> parts(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            parts.add(URIUtil.decodePath(part));
        }
        return parts;
    }
}
