#!/usr/bin/env python3
"""A stage of one's own that only watches: one line of JSON for each picture, with the mean of its luma.

    python3 reader.py PIPELINE STREAM [--name NAME] [--policy every|latest|leaky]
"""

import argparse
import json
import sys

import zoetrope

# Pictures of 8 bits whose first plane has one byte of luma a pixel.
LUMA_FORMATS = {"gray", "nv12", "nv21", "yuv420p", "yuv422p", "yuv444p", "yuvj420p", "yuvj422p", "yuvj444p"}


def mean_luma(frame):
    """Of the visible picture: the crop is left out. Read where it lies in shared memory."""
    header, plane = frame.header, frame.header.planes[0]
    top, bottom = header.crop_top, header.height - header.crop_bottom
    left, right = header.crop_left, header.width - header.crop_right
    try:
        return float(frame.array(0)[top:bottom, left:right].mean())
    except ImportError:  # No numpy: slower, and the same.
        pixels = frame.plane(0)
        rows = (pixels[y * plane.stride + left : y * plane.stride + right] for y in range(top, bottom))
        return sum(map(sum, rows)) / (bottom - top) / (right - left)


def describe(frame):
    header = frame.header
    line = {"frame": frame.sequence, "pts": header.seconds}
    if header.kind == zoetrope.AUDIO:
        line["samples"] = header.sample_count
    else:
        width = header.width - header.crop_left - header.crop_right
        height = header.height - header.crop_top - header.crop_bottom
        line["size"] = f"{width}x{height}"
        if header.format in LUMA_FORMATS:
            line["luma"] = round(mean_luma(frame), 1)
    return line


def main():
    arguments = argparse.ArgumentParser(description="Prints the mean luma of a stream's pictures.")
    arguments.add_argument("pipeline")
    arguments.add_argument("stream")
    arguments.add_argument("--name", default="reader-py")
    arguments.add_argument("--policy", default="every", choices=("every", "latest", "leaky"))
    chosen = arguments.parse_args()
    try:
        with zoetrope.Reader(chosen.pipeline, chosen.stream, chosen.name, chosen.policy) as reader:
            for frame in reader:
                print(json.dumps(describe(frame)))
        if reader.state != "ended":
            raise zoetrope.Error(f"the stream did not end, its state is: {reader.state}")
    except zoetrope.Error as e:
        print(f"reader: {e}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
