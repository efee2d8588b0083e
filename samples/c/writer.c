/*
 * A source of one's own: publishes a grey ramp that moves, 320x240 at 25 frames a second.
 *
 *   cc -std=c11 -O2 -pthread writer.c zoetrope.c -o writer
 *   ./writer PIPELINE STREAM FRAMES [READER [SOURCE]]
 *
 * With READER it waits for the reader of that name, and then runs as fast as its readers take the frames; else in real time.
 * SOURCE is the name under which others find the stream: "capture", unless another source of the pipeline has it.
 */
#define _POSIX_C_SOURCE 200809L /* clock_nanosleep */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "zoetrope.h"

enum { WIDTH = 320, HEIGHT = 240, RATE = 25 };

static void fill(zt_claim *claim, int number) {
  for (int y = 0; y < HEIGHT; y++) memset(claim->payload + y * WIDTH, (y + number) & 255, WIDTH);
  zt_header_video(&claim->header, "gray", WIDTH, HEIGHT);
  zt_header_plane(&claim->header, 0, 0, WIDTH, HEIGHT);
  claim->header.pts = number;
  claim->header.duration = 1;
  claim->header.time_base_den = RATE;
  claim->header.flags = ZT_KEY;
}

static void await_time(struct timespec start, int number) {
  long long ns = start.tv_nsec + number * (1000000000LL / RATE);
  struct timespec due = {start.tv_sec + ns / 1000000000, ns % 1000000000};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
}

int main(int argc, char **argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: writer PIPELINE STREAM FRAMES [READER [SOURCE]]\n");
    return 2;
  }
  int frames = atoi(argv[3]);
  zt_writer_options options = {.pipeline = argv[1], .stream = argv[2], .kind = ZT_VIDEO, .payload_capacity = WIDTH * HEIGHT};
  options.frame_rate_num = RATE;
  options.duration_ns = frames * (1000000000LL / RATE);
  zt_error error = {""};
  const char *streams[] = {argv[2], NULL};
  zt_writer *writer = zt_writer_open(&options, &error);
  zt_source *source = writer ? zt_source_announce(NULL, argv[1], argc > 5 ? argv[5] : "capture", streams, &error) : NULL;
  if (!source) {
    fprintf(stderr, "writer: %s\n", error.text);
    zt_writer_fail(writer);
    return 1;
  }
  if (argc > 4 && !zt_writer_await_reader(writer, argv[4], 60000)) fprintf(stderr, "writer: no reader '%s' came\n", argv[4]);
  struct timespec start;
  clock_gettime(CLOCK_MONOTONIC, &start);
  zt_claim claim;
  int got = 1;
  for (int i = 0; i < frames && got > 0; i++) {
    if (argc <= 4) await_time(start, i);
    got = zt_writer_claim(writer, WIDTH * HEIGHT, &claim, &error);
    if (got > 0) {
      fill(&claim, i);
      claim.header.capture_time_ns = start.tv_sec * 1000000000LL + start.tv_nsec + i * (1000000000LL / RATE);
      zt_claim_publish(&claim);
    }
  }
  if (got < 0) {
    fprintf(stderr, "writer: %s\n", error.text);
    zt_writer_fail(writer);
  } else {
    zt_writer_close(writer);
  }
  zt_source_withdraw(source);
  return got < 0 ? 1 : 0;
}
