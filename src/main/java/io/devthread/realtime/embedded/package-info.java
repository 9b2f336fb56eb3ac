/**
 * The whole service with stores of its own: what {@code scripts/run} and {@code scripts/cluster} start and the tests
 * use. Not in the production jar, and nothing outside this package may import it.
 *
 * <p>Everything lives in one folder, {@code DATA_DIR}:
 *
 * <pre>
 * lock                       held while in use, holds the pid
 * postgres/, postgres.log    PostgreSQL's data and what it said since its last start
 * redis/                     Redis' append-only file, its log and its settings
 * binaries/                  both servers, unpacked from their jars
 * keys/                      the key that signs tokens, made on first start
 * processes/                 log and pid file of each process of a local cluster
 * </pre>
 *
 * <p>{@link io.devthread.realtime.embedded.EmbeddedMain} is the story: settings, folder, stores, keys ({@link
 * io.devthread.realtime.embedded.Installation}), service. {@link io.devthread.realtime.embedded.ClusterMain} is the same
 * with a process for each group, as {@code scripts/cluster} does. Stores and processes are sessions of their own, so
 * that Ctrl-C reaches only the process that started them, which ends the service first and the stores after it. Hence
 * they outlive a {@code kill -9} of that one; the next start on the same folder finds them ({@link
 * io.devthread.realtime.embedded.StoreProcess}) and ends them.
 */
package io.devthread.realtime.embedded;
