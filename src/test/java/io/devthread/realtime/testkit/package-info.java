/**
 * What integration tests stand on: real stores, real processes, waiting without sleeping.
 *
 * <p>{@link io.devthread.realtime.testkit.TestStores} gives a fresh database and an empty Redis in milliseconds. One
 * switch says where they come from: containers where a Docker engine answers, else the embedded stores of
 * {@code scripts/run}; {@code -Ddevthread.test.stores=docker|embedded} decides by hand.
 */
package io.devthread.realtime.testkit;
