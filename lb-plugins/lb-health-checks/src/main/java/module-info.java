/**
 * The built-in health checks: {@code tcp}, {@code http}, {@code grpc}, {@code deep}, {@code postgresql}, {@code mysql} and
 * {@code redis}, one package each.
 *
 * <p>Starting point: {@code dev.steelyard.lb.healthchecks.http.HttpHealthCheck}.
 */
module dev.steelyard.lb.healthchecks {
    requires dev.steelyard.lb.api;
    requires tools.jackson.core;

    provides dev.steelyard.lb.api.health.HealthCheckFactory with
            dev.steelyard.lb.healthchecks.tcp.TcpHealthCheckFactory,
            dev.steelyard.lb.healthchecks.http.HttpHealthCheckFactory,
            dev.steelyard.lb.healthchecks.grpc.GrpcHealthCheckFactory,
            dev.steelyard.lb.healthchecks.deep.DeepHealthCheckFactory,
            dev.steelyard.lb.healthchecks.postgresql.PostgresqlHealthCheckFactory,
            dev.steelyard.lb.healthchecks.mysql.MysqlHealthCheckFactory,
            dev.steelyard.lb.healthchecks.redis.RedisHealthCheckFactory;
}
