package io.devthread.realtime.embedded.balancer;

/** A port of the loopback address to which connections are given. */
public record Backend(String name, int port) {}
