#!/usr/bin/env python3
"""A source of one's own: publishes a grey ramp that moves, 320x240 at 25 frames a second.

    python3 writer.py PIPELINE STREAM FRAMES [--await READER] [--source NAME]

With --await it waits for the reader of that name, and then runs as fast as its readers take the frames; else in real time.
The source's name is that under which others find the stream: "capture", unless another source of the pipeline has it.
"""

import argparse
import sys
import time

import zoetrope

WIDTH, HEIGHT, RATE = 320, 240, 25


def publish(writer, number):
    with writer.claim(WIDTH * HEIGHT) as claim:
        claim.payload[: WIDTH * HEIGHT] = b"".join(bytes([(y + number) & 255]) * WIDTH for y in range(HEIGHT))
        claim.header.video("gray", WIDTH, HEIGHT).plane(0, offset=0, stride=WIDTH, rows=HEIGHT)
        claim.header.time(pts=number, time_base=(1, RATE), duration=1)
        claim.header.capture_time_ns = time.monotonic_ns()
        claim.header.flags = zoetrope.KEY
        claim.publish()


def main():
    arguments = argparse.ArgumentParser(description="Publishes a grey ramp that moves.")
    arguments.add_argument("pipeline")
    arguments.add_argument("stream")
    arguments.add_argument("frames", type=int)
    arguments.add_argument("--await", dest="reader")
    arguments.add_argument("--source", default="capture")
    chosen = arguments.parse_args()
    try:
        with zoetrope.Writer(
            chosen.pipeline,
            chosen.stream,
            capacity=WIDTH * HEIGHT,
            frame_rate=(RATE, 1),
            duration=chosen.frames / RATE,
        ) as writer, zoetrope.Source(chosen.pipeline, chosen.source, [chosen.stream]):
            if chosen.reader and not writer.await_reader(chosen.reader, timeout=60):
                print(f"writer: no reader '{chosen.reader}' came", file=sys.stderr)
            start = time.monotonic()
            for number in range(chosen.frames):
                if not chosen.reader:
                    time.sleep(max(0.0, start + number / RATE - time.monotonic()))
                publish(writer, number)
    except zoetrope.Error as e:
        print(f"writer: {e}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
