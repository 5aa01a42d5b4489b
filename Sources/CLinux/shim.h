#pragma once
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

/// openat2(2), which glibc does not wrap and whose syscall(2) is variadic, so not callable from Swift.
static inline int linux_openat2(int folder, const char *path, unsigned long long flags, unsigned long long resolve) {
    struct open_how how = {.flags = flags, .mode = 0, .resolve = resolve};
    return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}

static const unsigned long long linux_resolve_beneath_no_symlinks =
    RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;

// O_TMPFILE: a macro that is no plain number, so not seen from Swift.
static const int linux_o_tmpfile = __O_TMPFILE;
