#include "CMalloc.h"

// jemalloc reads this symbol of the program when it starts (jemalloc(3), "TUNING"). One arena, since several keep apart
// what is free, and threads have caches of their own, also of what parsers allocate for each file (48 KiB); what is freed
// goes back to the system within a second. No large pages: to clear them took a sync of a thousand objects a tenth of its
// time.
__attribute__((used, visibility("default")))
const char *malloc_conf = "narenas:1,dirty_decay_ms:500,muzzy_decay_ms:0,lg_tcache_max:16";

const char *malloc_configuration(void) { return malloc_conf; }
