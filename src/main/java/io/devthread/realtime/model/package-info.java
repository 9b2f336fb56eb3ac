/** Values that stand in more than one contract: ids, identity, position, and the JSON mapping of them all. No rules. */
package io.devthread.realtime.model;
