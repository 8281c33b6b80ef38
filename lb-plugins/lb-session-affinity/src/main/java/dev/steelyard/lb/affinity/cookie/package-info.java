/**
 * {@code cookie}: the client carries the name of its backend, in a form that tells it nothing.
 *
 * <p>Starting points: {@code CookieAffinity}, the request path; {@code Tokens}, what a cookie's value is.
 */
package dev.steelyard.lb.affinity.cookie;
