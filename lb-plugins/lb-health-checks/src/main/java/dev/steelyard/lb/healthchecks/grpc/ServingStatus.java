package dev.steelyard.lb.healthchecks.grpc;

/** What a server says of a service, in the order of {@code grpc.health.v1.HealthCheckResponse.ServingStatus}. */
enum ServingStatus {
    UNKNOWN,
    SERVING,
    NOT_SERVING,
    SERVICE_UNKNOWN
}
