/**
 * The REST API: what an operator sees of the balancer and changes while it runs, on a listener and threads of its own.
 *
 * <p>A request passes the guard (host, origin, token), finds its path in the router, and is answered by a resource; bodies
 * are records that the codec reads and writes. Starting points: {@link dev.steelyard.lb.core.admin.AdminServer}, the
 * listener; {@link dev.steelyard.lb.core.admin.AdminApi}, its resources; {@code docs/admin-api.md}, the page for its users.
 */
package dev.steelyard.lb.core.admin;
