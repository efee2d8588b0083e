/* The two loops of a pipeline and nothing between them: one fills slots, the other adds them up. */
#include "floor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define SLOTS 3

static char *slots;
static char *picture;
static size_t length;

void loops_open(int writer, const char *path, size_t frame) {
  length = frame;
  slots = map_file(writer, path, SLOTS * length);
  picture = malloc(length);
  if (picture == NULL) {
    fail("malloc");
  }
  memset(picture, 1, length);
}

static void done(int64_t frames, int64_t start) {
  printf(" frames=%lld elapsed=%lld", (long long)frames, (long long)(now_ns() - start));
}

void loops_write(int64_t ns) {
  int64_t start = now_ns();
  int64_t frames = 0;
  for (; now_ns() - start < ns; frames++) {
    memcpy(slots + frames % SLOTS * length, picture, length);
  }
  done(frames, start);
}

void loops_read(int64_t ns) {
  int64_t start = now_ns();
  int64_t frames = 0;
  uint64_t sum = 0;
  for (; now_ns() - start < ns; frames++) {
    const uint64_t *slot = (const uint64_t *)(slots + frames % SLOTS * length);
    for (size_t i = 0; i < length / sizeof *slot; i++) {
      sum += slot[i];
    }
    __asm__ volatile("" ::: "memory"); /* the other process writes there: read it each time */
  }
  done(frames, start);
  printf(" sum=%llu", (unsigned long long)sum);
}

void loops_close(void) {
  munmap(slots, SLOTS * length);
  free(picture);
}
