package dev.steelyard.lb.core.upstream;

import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.io.EndPoint;

/** A conversation of one request, whose only attribute is a field: Jetty notes the end point in a map, 300 bytes a request. */
final class SingleConversation extends HttpConversation {
    private static final String END_POINT = EndPoint.class.getName();

    private volatile Object endPoint;

    @Override
    public Object setAttribute(String name, Object attribute) {
        if (!name.equals(END_POINT)) {
            return super.setAttribute(name, attribute);
        }
        Object before = endPoint;
        endPoint = attribute;
        return before;
    }

    @Override
    public Object getAttribute(String name) {
        return name.equals(END_POINT) ? endPoint : super.getAttribute(name);
    }
}
