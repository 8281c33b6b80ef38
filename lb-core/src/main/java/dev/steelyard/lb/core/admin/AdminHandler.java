package dev.steelyard.lb.core.admin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;

/** Leads a request past the guard to its resource and writes what that answers. Any thread; may block. */
final class AdminHandler extends Handler.Abstract {
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final AdminGuard guard;
    private final Router router;
    private final JsonCodec json;
    private final Runnable kept;
    private final Logger log;

    /** @param kept waits until what was changed is kept, before that is told */
    AdminHandler(AdminGuard guard, Router router, JsonCodec json, Runnable kept, Logger log) {
        this.kept = kept;
        this.guard = guard;
        this.router = router;
        this.json = json;
        this.log = log;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        write(answer(request), json, response, callback);
        return true;
    }

    private AdminAnswer answer(Request request) {
        try {
            guard.check(request);
            Router.Match match =
                    router.find(request.getMethod(), request.getHttpURI().getCanonicalPath());
            AdminAnswer answer = match.resource().answer(new AdminRequest(request, match.id(), json));
            if (!READING.contains(request.getMethod())) {
                kept.run();
            }
            return answer;
        } catch (AdminFailure refused) {
            logIfKeptOut(request, refused);
            return refused.answer();
        } catch (RuntimeException | LinkageError defect) {
            log.error("admin {}: {} failed", Request.getRemoteAddr(request), asked(request), defect);
            return AdminAnswer.error(
                    HttpStatus.INTERNAL_SERVER_ERROR_500, null, "internal error; the log says more", Map.of());
        }
    }

    private void logIfKeptOut(Request request, AdminFailure refused) {
        if (refused.status() == HttpStatus.UNAUTHORIZED_401 || refused.status() == HttpStatus.FORBIDDEN_403) {
            log.info("admin {}: {} kept out: {}", Request.getRemoteAddr(request), asked(request), refused.getMessage());
        }
    }

    /** With the path as it was sent: decoded it could hold line ends. */
    private static String asked(Request request) {
        HttpURI uri = request.getHttpURI();
        return request.getMethod() + " " + uri.getPath();
    }

    static void write(AdminAnswer answer, JsonCodec json, Response response, Callback callback) {
        byte[] body = answer.body() instanceof String text
                ? text.getBytes(StandardCharsets.UTF_8)
                : json.write(answer.body());
        HttpFields.Mutable headers = response.getHeaders();
        response.setStatus(answer.status());
        headers.put(HttpHeader.CONTENT_TYPE, answer.contentType());
        headers.put(HttpHeader.CONTENT_LENGTH, body.length);
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        answer.headers().forEach(headers::put);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
