/*
 * The program that './zoetrope conformance' tests: it does what docs/CONFORMANCE.md asks for, by means of zoetrope.h.
 *
 *   cc -std=c11 -O2 -pthread conformance.c zoetrope.c -o conformance
 *   ./zoetrope conformance -- ./conformance
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zoetrope.h"

enum { MAX_HELD = 64, WIDTH = 64, MAX_WAIT_MS = 1000 };

static const char *environment(const char *name) {
  const char *value = getenv(name);
  return value ? value : "";
}

static int fail(const zt_error *error) {
  fprintf(stderr, "conformance: %s\n", error->text);
  return 1;
}

static uint32_t crc32(const uint8_t *bytes, int64_t length) {
  uint32_t crc = 0xFFFFFFFF;
  for (int64_t i = 0; i < length; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
  }
  return ~crc;
}

static void report(const char *what, const zt_frame *frame) {
  const zt_header *h = &frame->header;
  printf("%s %" PRId64 " %" PRId64 " %" PRId64 " %s ", what, frame->epoch, frame->sequence, h->pts, h->format);
  if (h->kind == ZT_VIDEO)
    printf("%dx%d", h->width, h->height);
  else
    printf("%d", h->sample_count);
  printf(" %08" PRIx32 "\n", crc32(frame->payload, h->payload_length));
}

/* Waits for a frame; 0 when the stream is over. */
static int await(zt_reader *reader, zt_frame *frame, zt_error *error) {
  static const char *const ends[] = {"live", "ended", "failed", "lost", "evicted"};
  int got = 0;
  while (got == 0 && zt_reader_state(reader) == ZT_LIVE) got = zt_reader_next(reader, MAX_WAIT_MS, frame, error);
  if (got == 0) printf("end %s\n", ends[zt_reader_state(reader)]);
  return got;
}

static int read_stream(void) {
  static zt_frame held[MAX_HELD];
  int holding = 0;
  char command[64];
  zt_error error = {""};
  const char *policy = environment("ZOETROPE_POLICY");
  zt_reader_options options = {.pipeline = environment("ZOETROPE_PIPELINE"), .stream = environment("ZOETROPE_STREAM")};
  options.name = environment("ZOETROPE_NAME");
  options.policy = strcmp(policy, "latest") == 0 ? ZT_LATEST : strcmp(policy, "leaky") == 0 ? ZT_LEAKY : ZT_EVERY;
  zt_reader *reader = zt_reader_open(&options, &error);
  if (!reader) return fail(&error);
  printf("joined\n");
  int got = 1;
  while (got >= 0 && fgets(command, sizeof command, stdin) && strcmp(command, "leave\n") != 0) {
    zt_frame frame;
    if (strncmp(command, "take ", 5) == 0 || strcmp(command, "drain\n") == 0) {
      long wanted = command[0] == 'd' ? -1 : atol(command + 5);
      for (; wanted != 0 && (got = await(reader, &frame, &error)) > 0; wanted--) {
        report("frame", &frame);
        zt_frame_release(&frame);
      }
    } else if (strcmp(command, "hold\n") == 0 && holding < MAX_HELD) {
      got = await(reader, &held[holding], &error);
      if (got > 0) report("frame", &held[holding++]);
    } else if (strcmp(command, "check\n") == 0) {
      for (int i = 0; i < holding; i++) report("held", &held[i]);
    } else if (strcmp(command, "release\n") == 0) {
      while (holding > 0) zt_frame_release(&held[--holding]);
      printf("released\n");
    }
  }
  while (holding > 0) zt_frame_release(&held[--holding]);
  zt_reader_close(reader);
  return got < 0 ? fail(&error) : 0;
}

static int publish(zt_writer *writer, long count, int rows, zt_error *error) {
  static long number;
  long published = 0;
  for (long i = 0; i < count; i++, number++) {
    zt_claim claim;
    int got = zt_writer_claim(writer, WIDTH * rows, &claim, error);
    if (got < 0) return got;
    if (got == 0) continue;
    for (int y = 0; y < rows; y++) memset(claim.payload + y * WIDTH, (int)((number + y) & 255), WIDTH);
    zt_header_video(&claim.header, "gray", WIDTH, rows);
    zt_header_plane(&claim.header, 0, 0, WIDTH, rows);
    claim.header.pts = number;
    claim.header.time_base_den = 25;
    zt_claim_publish(&claim);
    published++;
  }
  printf("published %ld dropped %ld\n", published, count - published);
  return 0;
}

static int write_stream(void) {
  int rows = 48;
  char command[64] = "";
  zt_error error = {""};
  zt_writer_options options = {.pipeline = environment("ZOETROPE_PIPELINE"), .stream = environment("ZOETROPE_OUT"), .kind = ZT_VIDEO};
  options.slots = atoi(environment("ZOETROPE_SLOTS"));
  options.payload_capacity = WIDTH * rows;
  options.live = strcmp(environment("ZOETROPE_PRESSURE"), "drop") == 0;
  options.stall_timeout_ms = atoi(environment("ZOETROPE_STALL_MS"));
  zt_writer *writer = zt_writer_open(&options, &error);
  if (!writer) return fail(&error);
  printf("open\n");
  while (fgets(command, sizeof command, stdin) && strcmp(command, "end\n") != 0 && strcmp(command, "fail\n") != 0) {
    if (strncmp(command, "publish ", 8) == 0) {
      if (publish(writer, atol(command + 8), rows, &error) < 0) return fail(&error);
    } else if (strcmp(command, "grow\n") == 0) {
      rows *= 2;
      printf("grown\n");
    } else if (strcmp(command, "abort\n") == 0) {
      zt_claim claim;
      if (zt_writer_claim(writer, WIDTH * rows, &claim, &error) < 0) return fail(&error);
      memset(claim.payload, 255, (size_t)(WIDTH * rows));
      zt_claim_abort(&claim);
      printf("aborted\n");
    }
  }
  if (strcmp(command, "fail\n") == 0)
    zt_writer_fail(writer);
  else
    zt_writer_close(writer);
  printf("ended\n");
  return 0;
}

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  return strcmp(environment("ZOETROPE_ROLE"), "writer") == 0 ? write_stream() : read_stream();
}
