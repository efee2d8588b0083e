/* What the floors share: one process writes, another reads, both do as a line on standard input tells them. */
#ifndef FLOOR_H
#define FLOOR_H

#include <stddef.h>
#include <stdint.h>

/* A stamp below 0 ends a run: another one each time, so that who comes late does not take it for the last one's. */

/* A way from one process to the other, for a stamp of eight bytes. */
struct way {
  void (*open)(int writer, const char *path, size_t length);
  void (*prepare)(void); /* what the next send needs, before it is due; NULL: nothing */
  void (*send)(int64_t stamp);
  int64_t (*receive)(void); /* waits; below 0 after the last one */
  void (*close)(void);
};

extern const struct way flag_way;
extern const struct way socket_way;
extern const struct way protocol_way;

/* socket.c: how many readers there are, each with a thread and a connection of its own; before it is opened. */
void socket_readers(int count);

/* flag.c: a word that goes there and back, each time as soon as it has come. */
void pingpong_write(int64_t ns);
void pingpong_read(void);

/*
 * loops.c: every byte written or read, by no protocol at all. In step each side counts its frames, and spins until the
 * other one has come as far as three slots demand; else the writer writes on, for nobody.
 */
void loops_open(int writer, const char *path, size_t length);
void loops_write(int64_t ns, int in_step);
void loops_read(void);
void loops_close(void);

/* clock.c */
int64_t now_ns(void);
int64_t wait_until(int64_t at_ns, int spins); /* returns the time then */
static inline void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

/* counts.c: how often each value was seen. */
struct counts;
extern struct counts latency, cost;
void counts_clear(struct counts *counts);
void counts_add(struct counts *counts, int64_t value);
void counts_print(const char *name, const struct counts *counts); /* " name=value:count,value:count" */

/* map.c */
void *map_file(int writer, const char *path, size_t length);

void fail(const char *what);

#endif
