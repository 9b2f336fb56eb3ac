/**
 * OpenTelemetry: the way of a message or a domain event as one trace, over processes and crashes. Off by default, and then
 * nothing of the SDK is started and nothing is made per request or frame.
 *
 * <p>The trace travels in the data, as the text of a W3C {@code traceparent}: in the records on the bus, in the outbox row,
 * in the wake-up. A context that hangs on a thread or on a Vert.x context would be lost where many requests are committed
 * as one, and with the process that dies. This is also why the spans are made here, and not by
 * {@code vertx-opentelemetry}: that one makes a span of every statement, and its HTTP spans hold the query of the URL,
 * which holds tokens.
 *
 * <p>{@link io.devthread.realtime.tracing.Tracing#serviceDoor} and {@link io.devthread.realtime.tracing.Tracing#userDoor}
 * begin a trace where a request comes in, or go on with its sender's; {@link io.devthread.realtime.tracing.Tracing#step} is a part of the way of one request;
 * {@link io.devthread.realtime.tracing.Tracing#together} what is done for several at once: it belongs to none of their
 * traces, and links to each. What is not recorded is {@link io.devthread.realtime.tracing.Step#NONE} and hands on nothing.
 *
 * <p>{@link io.devthread.realtime.tracing.SpanNames} has the names. Ids only: no contents, tokens or names of users.
 */
package io.devthread.realtime.tracing;
