/**
 * What every capability stands on: PostgreSQL, Redis, the cluster, tokens, health and metrics. A plain library: it knows
 * no capability's words, and says {@code unavailable} when what it reaches for is away.
 *
 * <ul>
 *   <li>{@link io.devthread.realtime.platform.Postgres}: queries and transactions for virtual-thread verticles;
 *       {@link io.devthread.realtime.platform.Migrations} brings the schema up to date
 *   <li>{@link io.devthread.realtime.platform.RedisLink} and {@link io.devthread.realtime.platform.LuaScript}: one
 *       pipelined connection per process, and the scripts of {@code src/main/resources/redis}
 *   <li>{@link io.devthread.realtime.platform.Cluster}: Vert.x on Hazelcast, over TCP to named members only
 *   <li>{@link io.devthread.realtime.platform.TokenVerifier} and
 *       {@link io.devthread.realtime.platform.PemTokenSigner}: JWTs by keys of files
 *   <li>{@link io.devthread.realtime.platform.ContentCipher}: encryption at rest by the key ring of a file, which
 *       {@link io.devthread.realtime.platform.Keyset} makes; {@link io.devthread.realtime.platform.ContentKeys} tells
 *       which keys are needed
 *   <li>{@link io.devthread.realtime.platform.Repeat}: what a verticle does again and again;
 *       {@link io.devthread.realtime.platform.Backoff}: how long to wait before what failed is tried again
 *   <li>{@link io.devthread.realtime.platform.Health}, {@link io.devthread.realtime.platform.Metrics} and their port,
 *       {@link io.devthread.realtime.platform.ManagementVerticle}, where log levels are changed too; the names of all metrics stand in
 *       {@link io.devthread.realtime.platform.MetricNames}
 * </ul>
 */
package io.devthread.realtime.platform;
