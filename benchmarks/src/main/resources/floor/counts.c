/* Counts by value: exact below 64 microseconds, to 1 part in 64 above. */
#include "floor.h"

#include <stdio.h>
#include <string.h>

#define EXACT 65536
#define STEPS 64
#define POWERS 47

struct counts {
  uint32_t exact[EXACT];
  uint32_t coarse[POWERS * STEPS];
};

struct counts latency, cost;

void counts_clear(struct counts *counts) {
  memset(counts, 0, sizeof *counts);
}

void counts_add(struct counts *counts, int64_t value) {
  int power = 0;
  if (value < EXACT) {
    counts->exact[value < 0 ? 0 : value]++;
    return;
  }
  while (value >> power >= 2 * STEPS) {
    power++;
  }
  counts->coarse[(power - 10) * STEPS + (value >> power) - STEPS]++;
}

static void print(int64_t value, uint32_t count, const char **comma) {
  if (count > 0) {
    printf("%s%lld:%u", *comma, (long long)value, count);
    *comma = ",";
  }
}

void counts_print(const char *name, const struct counts *counts) {
  const char *comma = "";
  printf(" %s=", name);
  for (int i = 0; i < EXACT; i++) {
    print(i, counts->exact[i], &comma);
  }
  for (int i = 0; i < POWERS * STEPS; i++) {
    print((int64_t)(i % STEPS + STEPS) << (i / STEPS + 10), counts->coarse[i], &comma);
  }
}
