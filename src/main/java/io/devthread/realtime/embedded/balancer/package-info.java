/**
 * One address before several gateways on this machine, for {@code scripts/cluster}: what a load balancer does in
 * production. {@link io.devthread.realtime.embedded.balancer.Balancer} takes connections and gives each to a live
 * gateway, in turn; bytes go through as they are, so that WebSockets, streams and even nonsense meet the gateway and not
 * us. Only where a request begins is looked at
 * ({@link io.devthread.realtime.embedded.balancer.RequestReader}), because those of one SockJS session belong to the
 * gateway that has it ({@link io.devthread.realtime.embedded.balancer.SockJsHomes}), over whichever connection they come.
 */
package io.devthread.realtime.embedded.balancer;
