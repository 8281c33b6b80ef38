package dev.steelyard.lb.core.proxy;

import dev.steelyard.lb.api.request.RequestView;
import org.eclipse.jetty.http.HttpFields;

/** The head of a client's request as the header policy sees it, whatever parsed it. */
interface RequestHead extends RequestView {

    /** The headers with what filters changed of them. */
    HttpFields headers();

    /** Whether the peer's word on who it forwards for is taken. */
    boolean fromTrustedProxy();

    /** Whether it came in a version that knows neither interim responses nor chunks. */
    boolean isHttp10();

    /**
     * What backends are told of the certificate by which the peer showed who it is, verified; {@code null} if it showed none.
     */
    String clientCertificate();
    /** Whether it came in HTTP/2. */
    boolean isHttp2();

    /** The port of the authority, or 0 or less if the client named none. */
    int port();

    /**
     * The canonical authority: host, and port if the client named one that is not the scheme's own; our own address if it
     * named no host, as HTTP/1.0 allows.
     */
    default String authority() {
        return port() > 0 && !host().isEmpty() ? host() + ":" + port() : host();
    }
}
