package dev.steelyard.lb.healthchecks.grpc;

/** The status codes of gRPC, in the order of their numbers. */
enum GrpcStatus {
    OK,
    CANCELLED,
    UNKNOWN,
    INVALID_ARGUMENT,
    DEADLINE_EXCEEDED,
    NOT_FOUND,
    ALREADY_EXISTS,
    PERMISSION_DENIED,
    RESOURCE_EXHAUSTED,
    FAILED_PRECONDITION,
    ABORTED,
    OUT_OF_RANGE,
    UNIMPLEMENTED,
    INTERNAL,
    UNAVAILABLE,
    DATA_LOSS,
    UNAUTHENTICATED;

    /** The one of a number as it is sent; any other is {@link #UNKNOWN}, as clients take it. */
    static GrpcStatus of(String sent) {
        boolean known = sent.matches("[0-9]|1[0-6]");
        return known ? values()[Integer.parseInt(sent)] : UNKNOWN;
    }
}
