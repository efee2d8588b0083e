/* A file that both processes map. The writer makes it. */
#include "floor.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void *map_file(int writer, const char *path, size_t length) {
  int file = open(path, writer ? O_RDWR | O_CREAT | O_TRUNC : O_RDWR, 0600);
  if (file < 0 || (writer && ftruncate(file, (off_t)length) != 0)) {
    fail(path);
  }
  void *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED) {
    fail(path);
  }
  close(file);
  if (writer) {
    memset(memory, 0, length); /* every page is there before anything is measured */
  }
  return memory;
}
