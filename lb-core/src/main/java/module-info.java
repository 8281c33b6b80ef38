/** The balancer: what is between a client's request and the backend that answers it. */
module dev.steelyard.lb.core {
    requires dev.steelyard.lb.api;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires com.codahale.metrics;
    requires com.google.common; // for Guice, which is an automatic module and pulls in no named ones
    requires com.google.guice;
    requires info.picocli;
    requires jakarta.inject; // for Guice, as above
    requires java.management;
    requires jdk.unsupported; // signals
    requires org.eclipse.jetty.client;
    requires org.eclipse.jetty.http;
    requires org.eclipse.jetty.http2.client;
    requires org.eclipse.jetty.http2.client.transport;
    requires org.eclipse.jetty.http2.server;
    requires org.eclipse.jetty.io;
    requires org.eclipse.jetty.proxy;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.util;
    requires org.jctools.core;
    requires org.slf4j;
    requires tools.jackson.core;
    requires tools.jackson.databind;
    requires typesafe.config;

    opens dev.steelyard.lb.core.cli to
            info.picocli;
    opens dev.steelyard.lb.core.config to
            dev.steelyard.lb.api;
    opens dev.steelyard.lb.core.wiring to
            com.google.guice;
    opens dev.steelyard.lb.core.admin to
            tools.jackson.databind;

    provides ch.qos.logback.classic.spi.Configurator with
            dev.steelyard.lb.core.cli.LogToStandardError;

    uses dev.steelyard.lb.api.affinity.SessionAffinityFactory;
    uses dev.steelyard.lb.api.algorithm.AlgorithmFactory;
    uses dev.steelyard.lb.api.filter.FilterFactory;
    uses dev.steelyard.lb.api.health.HealthCheckFactory;
}
