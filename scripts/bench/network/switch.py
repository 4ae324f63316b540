"""
A network switch whose paths take time and lose packets, for kernels without netem.

    python3 switch.py INTERFACE...

Takes a line for each path that is to change: JSON with the names of two interfaces, `from` and `to`, a `delay` in
milliseconds, a `loss` from 0 to 1 and the most that `jitter` adds, in milliseconds. A line "ok" answers each. Packets of a
path stay in order. Ends with its stdin.

It learns which addresses are behind which interface, as a switch does (IEEE 802.1D). Addresses are found without delay and
loss (ARP, neighbour discovery): in a wide network nobody looks for the hardware address of a peer.
"""

import heapq
import json
import os
import random
import select
import socket
import sys
import time

# From linux/if_packet.h; Python does not name them.
SOL_PACKET, PACKET_VNET_HDR, PACKET_IGNORE_OUTGOING = 263, 15, 23
ETH_P_ALL = 3
# struct virtio_net_hdr. With it a packet keeps its unfinished checksum and its segments, which the receiver is told of.
HEADER = 10
LARGEST = HEADER + 14 + 65535
BUFFER = 4 << 20
# How many packets of one interface are taken before the others have their turn.
TURN = 64


def open_interface(name):
    """A raw socket that gets all that comes into the interface, and nothing that was sent by it."""
    link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    link.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    link.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    link.bind((name, 0))
    link.setblocking(False)
    return link


def finds_addresses(frame):
    """Whether it is ARP (RFC 826) or neighbour discovery (RFC 4861: ICMPv6 types 133 to 137)."""
    kind = frame[12:14]
    return kind == b"\x08\x06" or (kind == b"\x86\xdd" and frame[20] == 58 and 133 <= frame[54] <= 137)


class Path:
    """One direction between two interfaces."""

    def __init__(self):
        self.delay = self.loss = self.jitter = 0.0
        self.last = 0.0

    def due(self, now):
        """When a packet arrives that comes now, in seconds; None if it gets lost."""
        if self.loss > 0 and random.random() < self.loss:
            return None
        extra = random.random() * self.jitter if self.jitter > 0 else 0.0
        self.last = max(self.last, now + (self.delay + extra) / 1000)
        return self.last


def main(names):
    links = {name: open_interface(name) for name in names}
    paths = {(one, other): Path() for one in names for other in names if one != other}
    owners = {}  # hardware address: interface
    waiting = []  # heap of (due, number, interface, packet)
    number = 0
    commands = b""
    while True:
        timeout = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
        readable, _, _ = select.select([0, *links.values()], [], [], timeout)
        for name, link in links.items():
            if link not in readable:
                continue
            for _ in range(TURN):
                try:
                    packet = link.recv(LARGEST)
                except BlockingIOError:
                    break
                frame = packet[HEADER:]
                if len(frame) < 55:
                    frame = frame.ljust(55, b"\0")
                owners[frame[6:12]] = name
                owner = owners.get(frame[:6])
                for other in names if owner is None else [owner]:
                    if other == name:
                        continue
                    path = paths[name, other]
                    now = time.monotonic()
                    due = now if finds_addresses(frame) else path.due(now)
                    if due is not None:
                        number += 1
                        heapq.heappush(waiting, (due, number, other, packet))
        while waiting and waiting[0][0] <= time.monotonic():
            _, _, name, packet = heapq.heappop(waiting)
            try:
                links[name].send(packet)
            except OSError:
                pass  # the cable was pulled out: what was on its way is lost
        if 0 in readable:
            read = os.read(0, 65536)
            if not read:
                return
            *lines, commands = (commands + read).split(b"\n")
            for line in lines:
                wish = json.loads(line)
                path = paths[wish["from"], wish["to"]]
                path.delay, path.loss, path.jitter, path.last = wish["delay"], wish["loss"], wish["jitter"], 0.0
                print("ok", flush=True)


if __name__ == "__main__":
    try:
        # A packet is late if this waits for the processor.
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    except PermissionError as problem:
        print(f"The switch may be late: {problem}", file=sys.stderr)
    main(sys.argv[1:])
