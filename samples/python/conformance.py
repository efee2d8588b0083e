#!/usr/bin/env python3
"""The program that './zoetrope conformance' tests: it does what docs/CONFORMANCE.md asks for, by means of zoetrope.py.

    ./zoetrope conformance -- python3 samples/python/conformance.py
"""

import os
import sys
import zlib

import zoetrope

WIDTH = 64


def say(*words):
    print(*words, flush=True)


def report(what, frame):
    header = frame.header
    size = f"{header.width}x{header.height}" if header.kind == zoetrope.VIDEO else header.sample_count
    say(what, frame.epoch, frame.sequence, header.pts, header.format, size, f"{zlib.crc32(frame.payload):08x}")


def take(reader, most):
    """Reports and releases frames, to the end of the stream at most."""
    while most != 0:
        frame = reader.wait()
        if frame is None:
            return say("end", reader.state)
        with frame:
            report("frame", frame)
        most -= 1


def read(environment):
    held = []
    with zoetrope.Reader(
        environment["ZOETROPE_PIPELINE"],
        environment["ZOETROPE_STREAM"],
        name=environment["ZOETROPE_NAME"],
        policy=environment["ZOETROPE_POLICY"],
    ) as reader:
        say("joined")
        for line in sys.stdin:
            command, *arguments = line.split()
            if command in ("take", "drain"):
                take(reader, int(arguments[0]) if arguments else -1)
            elif command == "hold":
                held.append(reader.wait())
                report("frame", held[-1])
            elif command == "check":
                for frame in held:
                    report("held", frame)
            elif command == "release":
                while held:
                    held.pop().close()
                say("released")
            elif command == "leave":
                break
        for frame in held:
            frame.close()


def publish(writer, number, rows):
    """Whether the frame was published, and not dropped."""
    claim = writer.claim(WIDTH * rows)
    if claim is None:
        return False
    with claim:
        claim.payload[: WIDTH * rows] = b"".join(bytes([(number + y) & 255]) * WIDTH for y in range(rows))
        claim.header.video("gray", WIDTH, rows).plane(0, 0, WIDTH, rows).time(number, (1, 25))
        claim.publish()
    return True


def write(environment):
    number, rows = 0, 48
    writer = zoetrope.Writer(
        environment["ZOETROPE_PIPELINE"],
        environment["ZOETROPE_OUT"],
        capacity=WIDTH * rows,
        slots=int(environment["ZOETROPE_SLOTS"]),
        pressure=environment["ZOETROPE_PRESSURE"],
        stall_timeout=int(environment["ZOETROPE_STALL_MS"]) / 1000,
    )
    with writer:
        say("open")
        for line in sys.stdin:
            command, *arguments = line.split()
            if command == "publish":
                count = int(arguments[0])
                published = sum(publish(writer, number + i, rows) for i in range(count))
                number += count
                say("published", published, "dropped", count - published)
            elif command == "grow":
                rows *= 2
                say("grown")
            elif command == "abort":
                with writer.claim(WIDTH * rows) as claim:
                    claim.payload[: WIDTH * rows] = b"\xff" * (WIDTH * rows)
                say("aborted")
            elif command == "fail":
                writer.fail()
            if command in ("end", "fail"):
                break
    say("ended")


if __name__ == "__main__":
    try:
        (write if os.environ.get("ZOETROPE_ROLE") == "writer" else read)(os.environ)
    except zoetrope.Error as e:
        sys.exit(f"conformance: {e}")
