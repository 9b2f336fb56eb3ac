#!/usr/bin/env python3
"""Tells of one domain event over the TCP event-bus bridge. Nothing to install.

Usage: TOKEN=$(scripts/token --scope events:publish) python3 bridge.py <recipient's id> [port]      default port: 7000
"""
import datetime
import json
import os
import socket
import struct
import sys
import uuid

recipient, port = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 7000

event = {
    "id": str(uuid.uuid4()),
    "type": "user_followed",
    "actor": {"id": str(uuid.uuid4()), "username": "carol"},
    "recipient_id": recipient,
    "created_at": datetime.datetime.now(datetime.timezone.utc).isoformat(),
}


def call(connection, address, body):
    """A frame is four bytes of length, unsigned and big-endian, and so many bytes of JSON."""
    headers = {"authorization": "Bearer " + os.environ["TOKEN"]}
    frame = json.dumps({"type": "send", "address": address, "replyAddress": "1", "headers": headers, "body": body}).encode()
    connection.sendall(struct.pack(">I", len(frame)) + frame)
    stream = connection.makefile("rb")
    return json.loads(stream.read(struct.unpack(">I", stream.read(4))[0]))


with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
    reply = call(connection, "devthread.events", event)
print(json.dumps(reply.get("body", reply)))
sys.exit(0 if reply["type"] == "message" else 1)
