package dev.steelyard.lb.api.algorithm;

/**
 * How one attempt on a backend ended.
 *
 * @param result what happened; never {@code null}
 * @param status the backend's status code, or 0 if it sent none
 * @param firstByteNanos from the start of the attempt to the head of the response, or -1 if none came
 * @param totalNanos from the start of the attempt to its end
 */
public record Outcome(Result result, int status, long firstByteNanos, long totalNanos) {

    /** What happened on an attempt. Only the first three speak of the backend's answer, and the last of the client. */
    public enum Result {
        /** A complete answer below 500. */
        SUCCESS,
        /** A complete answer of 500 or above. */
        SERVER_ERROR,
        /** The backend broke the rules of the protocol, or closed in the middle of an answer. */
        BROKEN_RESPONSE,
        /** No connection could be made. */
        CONNECT_FAILURE,
        /** The connection was lost before an answer began. */
        RESET,
        /** The backend took longer than the pool's timeout. */
        TIMEOUT,
        /** The client went away or broke the rules; says nothing about the backend. */
        CLIENT_FAULT;

        /** Whether this counts against the backend. */
        public boolean backendFault() {
            return this != SUCCESS && this != CLIENT_FAULT;
        }
    }
}
