/**
 * {@code grpc}: a backend is well if it answers the standard health service of gRPC with SERVING.
 *
 * <p>Starting point: {@code GrpcHealthCheck}.
 */
package dev.steelyard.lb.healthchecks.grpc;
