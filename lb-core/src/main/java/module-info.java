/** The balancer: what is between a client's request and the backend that answers it. */
module dev.steelyard.lb.core {
    requires dev.steelyard.lb.api;
    requires com.codahale.metrics;
    requires java.management;
    requires org.slf4j;
    requires typesafe.config;
}
