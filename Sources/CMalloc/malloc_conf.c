#include "CMalloc.h"

// jemalloc reads this symbol of the program when it starts (jemalloc(3), "TUNING"). One arena, since several keep apart
// what is free, and threads have caches of their own; what is freed goes back to the system within a second.
__attribute__((used, visibility("default")))
const char *malloc_conf = "narenas:1,dirty_decay_ms:500,muzzy_decay_ms:0";

const char *malloc_configuration(void) { return malloc_conf; }
