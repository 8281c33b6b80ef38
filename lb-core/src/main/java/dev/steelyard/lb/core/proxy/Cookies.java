package dev.steelyard.lb.core.proxy;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** Finds one cookie in the headers of a request without reading the others (RFC 6265 section 4.2). */
final class Cookies {
    private Cookies() {}

    /** The value of the first cookie of a name, without quotes, or {@code null}. */
    static String find(HttpFields headers, String name) {
        for (HttpField field : headers) {
            if (field.getHeader() == HttpHeader.COOKIE && field.getValue() != null) {
                String value = find(field.getValue(), name);
                if (value != null) {
                    return value;
                }
            }
        }
        return null;
    }

    private static String find(String cookies, String name) {
        int start = 0;
        while (start < cookies.length()) {
            while (start < cookies.length() && (cookies.charAt(start) == ' ' || cookies.charAt(start) == ';')) {
                start++;
            }
            int semicolon = cookies.indexOf(';', start);
            int end = semicolon < 0 ? cookies.length() : semicolon;
            int equals = start + name.length();
            if (equals < end && cookies.charAt(equals) == '=' && cookies.startsWith(name, start)) {
                return unquoted(cookies.substring(equals + 1, end).strip());
            }
            start = end + 1;
        }
        return null;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
