/** The balancer: what is between a client's request and the backend that answers it. */
module dev.steelyard.lb.core {
    requires dev.steelyard.lb.api;
    requires typesafe.config;
}
