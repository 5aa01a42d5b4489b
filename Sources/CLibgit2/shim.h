#pragma once
// Swift does not import variadic C functions: each is wrapped once for every type of its argument.
#include <git2.h>
#include <git2/sys/stream.h>

static inline int lockstep_git_set_certificate_file(const char *file) {
    return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, NULL);
}
static inline int lockstep_git_set_user_agent(const char *agent) {
    return git_libgit2_opts(GIT_OPT_SET_USER_AGENT, agent);
}
static inline int lockstep_git_set_durable(int enabled) {
    return git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, enabled);
}
/// A TCP connection of our own, whose socket can be shut down from another thread.
///
/// Its beginning is that of libgit2's `git_socket_stream` (src/libgit2/streams/socket.h, the same in 1.5 to 1.9):
/// libgit2's SSH transport hands `socket` to libssh2.
typedef struct {
    git_stream parent;
    char *host;
    char *port;
    int socket;
} lockstep_socket_stream;
