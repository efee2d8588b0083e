/*
 * A stage of one's own that only watches: one line of JSON for each picture, with the mean of its luma.
 *
 *   cc -std=c11 -O2 -pthread reader.c zoetrope.c -o reader
 *   ./reader PIPELINE STREAM [NAME [every|latest|leaky]]
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "zoetrope.h"

/* Grey and planar YUV pictures of 8 bits have one byte of luma a pixel in their first plane. */
static bool has_luma(const zt_header *header) {
  static const char *const formats[] = {"gray", "nv12", "nv21", "yuv420p", "yuv422p", "yuv444p", "yuvj420p", "yuvj422p", "yuvj444p"};
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
    if (strcmp(header->format, formats[i]) == 0) return header->width <= header->planes[0].stride && header->height <= header->planes[0].rows;
  return false;
}

/* Of the visible picture: the crop is left out. */
static double mean_luma(const zt_frame *frame) {
  const zt_header *header = &frame->header;
  int64_t sum = 0;
  int bottom = header->height - header->crop_bottom, right = header->width - header->crop_right;
  for (int y = header->crop_top; y < bottom; y++) {
    const uint8_t *row = frame->payload + header->planes[0].offset + y * header->planes[0].stride;
    for (int x = header->crop_left; x < right; x++) sum += row[x];
  }
  return (double)sum / (bottom - header->crop_top) / (right - header->crop_left);
}

static void print(const zt_frame *frame) {
  const zt_header *header = &frame->header;
  printf("{\"frame\": %" PRId64 ", ", frame->sequence);
  if (header->pts != ZT_NO_PTS) printf("\"pts\": %.3f, ", (double)header->pts * header->time_base_num / header->time_base_den);
  if (header->kind == ZT_AUDIO) {
    printf("\"samples\": %d}\n", header->sample_count);
    return;
  }
  printf("\"size\": \"%dx%d\"", header->width - header->crop_left - header->crop_right, header->height - header->crop_top - header->crop_bottom);
  if (has_luma(header)) printf(", \"luma\": %.1f", mean_luma(frame));
  printf("}\n");
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: reader PIPELINE STREAM [NAME [every|latest|leaky]]\n");
    return 2;
  }
  const char *policy = argc > 4 ? argv[4] : "every";
  zt_reader_options options = {.pipeline = argv[1], .stream = argv[2], .name = argc > 3 ? argv[3] : "reader-c"};
  options.policy = strcmp(policy, "latest") == 0 ? ZT_LATEST : strcmp(policy, "leaky") == 0 ? ZT_LEAKY : ZT_EVERY;
  zt_error error = {""};
  zt_reader *reader = zt_reader_open(&options, &error);
  zt_frame frame;
  int got = 0;
  while (reader && got >= 0 && zt_reader_state(reader) == ZT_LIVE) {
    got = zt_reader_next(reader, 100, &frame, &error);
    if (got > 0) {
      print(&frame);
      zt_frame_release(&frame);
    }
  }
  bool ended = reader && zt_reader_state(reader) == ZT_ENDED;
  if (!ended) fprintf(stderr, "reader: %s\n", !reader || got < 0 ? error.text : "the writer failed or died, or went on without this reader");
  zt_reader_close(reader);
  return ended ? 0 : 1;
}
