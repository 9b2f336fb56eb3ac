/** The service as it runs in production: in processes of their own, which are killed in the middle. */
package io.devthread.realtime.processes;
