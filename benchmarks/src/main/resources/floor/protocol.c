/* The whole protocol, by the library for C: the same steps on the same lines as ours, without a JVM. The reader spins. */
#include "floor.h"

#include "zoetrope.h"

#include <stdio.h>
#include <stdlib.h>

#define PIPELINE "bench"
#define STREAM "video"
#define WAIT_MS 1000
#define MOST_WIDTH 4096

static zt_error error;
static size_t length;
static zt_writer *writer;
static zt_claim claim;
static zt_reader *reader;
static zt_frame frame;

static void check(int good) {
  if (!good) {
    printf("error %s\n", error.text);
    fflush(stdout);
    exit(1);
  }
}

static void protocol_open(int writes, const char *path, size_t frame_length) {
  length = frame_length;
  if (writes) {
    writer = zt_writer_open(&(zt_writer_options){.runtime_dir = path, .pipeline = PIPELINE, .stream = STREAM, .kind = ZT_VIDEO,
                                                 .payload_capacity = (int64_t)length}, &error);
    check(writer != NULL);
  } else {
    reader = zt_reader_open(&(zt_reader_options){.runtime_dir = path, .pipeline = PIPELINE, .stream = STREAM, .name = "reader",
                                                 .spin = true}, &error);
    check(reader != NULL);
  }
}

/* Claimed before it is due, as ours. */
static void protocol_prepare(void) {
  int width = length < MOST_WIDTH ? (int)length : MOST_WIDTH;
  int rows = (int)(length / (size_t)width);
  check(zt_writer_claim(writer, (int64_t)length, &claim, &error) > 0);
  zt_header_video(&claim.header, "gray", width, rows);
  zt_header_plane(&claim.header, 0, 0, width, rows);
  claim.header.pts = 0;
  claim.header.duration = 1;
  claim.header.time_base_den = 30;
}

static void protocol_send(int64_t stamp) {
  claim.header.capture_time_ns = stamp;
  zt_claim_publish(&claim);
}

static int64_t protocol_receive(void) {
  zt_frame_release(&frame); /* the one before; the time has been taken since */
  int got;
  while ((got = zt_reader_next(reader, WAIT_MS, &frame, &error)) == 0) {
    check(zt_reader_state(reader) == ZT_LIVE);
  }
  check(got > 0);
  return frame.header.capture_time_ns;
}

static void protocol_close(void) {
  if (writer != NULL) {
    zt_writer_close(writer);
  } else {
    zt_frame_release(&frame);
    zt_reader_close(reader);
  }
}

const struct way protocol_way = {protocol_open, protocol_prepare, protocol_send, protocol_receive, protocol_close};
