package io.devthread.realtime.bench;

import io.netty.channel.ChannelHandler;

/** The connection of one listener over one transport. */
interface Line extends ChannelHandler {
    /** A frame of the protocol, put into whatever the transport wants. */
    void say(String frame);
}
