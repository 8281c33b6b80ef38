package dev.steelyard.lb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steelyard.lb.distribution.fixture.AdminApi;
import dev.steelyard.lb.distribution.fixture.Bundle;
import dev.steelyard.lb.distribution.fixture.GrpcBackend;
import dev.steelyard.lb.distribution.fixture.RunningLb;
import dev.steelyard.lb.distribution.fixture.TestBackend;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import org.junit.jupiter.api.Test;

/** The {@code grpc} health check against servers of gRPC-Java. */
class GrpcHealthIT {
    private static final String CONFIG = """
            listeners.web.bind = "127.0.0.1:0"
            admin.bind = "127.0.0.1:0"
            pools.web {
              health {
                check { type = grpc, service = "shop.v1.Cart" }
                interval = 200ms, fast-interval = 100ms, unhealthy-threshold = 2
              }
              backends = [ { id = a, host = 127.0.0.1, port = %d }, { id = b, host = 127.0.0.1, port = %d } ]
            }
            """;

    private static RunningLb balancer(int first, int second) throws Exception {
        return RunningLb.start(Bundle.shared(), CONFIG.formatted(first, second));
    }

    @Test
    void aBackendIsHealthyAsLongAsItsServiceIsServing() throws Exception {
        try (GrpcBackend a = GrpcBackend.start();
                GrpcBackend b = GrpcBackend.start()) {
            a.setHealth("shop.v1.Cart", ServingStatus.SERVING);
            b.setHealth("shop.v1.Cart", ServingStatus.SERVING);
            try (RunningLb balancer = balancer(a.port(), b.port())) {
                AdminApi api = balancer.api();
                api.awaitStatus("a", "healthy");
                api.awaitStatus("b", "healthy");

                b.setHealth("shop.v1.Cart", ServingStatus.NOT_SERVING);
                api.awaitStatus("b", "unhealthy");
                balancer.awaitLog("NOT_SERVING (service shop.v1.Cart)");
                assertThat(api.status("a")).isEqualTo("healthy");

                b.setHealth("shop.v1.Cart", ServingStatus.SERVING);
                api.awaitStatus("b", "healthy");
            }
        }
    }

    @Test
    void aServerThatDoesNotKnowTheServiceOrDoesNotSpeakGrpcIsUnhealthy() throws Exception {
        try (GrpcBackend without = GrpcBackend.start();
                TestBackend http = TestBackend.start("http");
                RunningLb balancer = balancer(without.port(), http.port())) {
            balancer.api().awaitStatus("a", "unhealthy");
            balancer.api().awaitStatus("b", "unhealthy");

            balancer.awaitLog("NOT_FOUND (service shop.v1.Cart)");
            balancer.awaitLog("it speaks HTTP/1");
        }
    }
}
