#pragma once

/// How the process's memory is kept; see `malloc_conf.c`. To be called once, so that the linker keeps it.
const char *malloc_configuration(void);
