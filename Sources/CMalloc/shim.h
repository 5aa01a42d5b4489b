#pragma once
#ifdef __linux__
#include <malloc.h>
#else
#include <stdlib.h>
#endif

/// glibc keeps a heap for each thread, and what is freed in one is not used by another. Other libraries do as they do.
static inline void malloc_limit_heaps(int heaps, int smallest_mapped) {
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, heaps);
    mallopt(M_MMAP_THRESHOLD, smallest_mapped);
#else
    (void)heaps, (void)smallest_mapped;
#endif
}
