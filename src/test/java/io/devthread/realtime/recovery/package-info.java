/** The whole service while its stores, its bus and the network fail: issue by issue what contract section 3 promises. */
package io.devthread.realtime.recovery;
