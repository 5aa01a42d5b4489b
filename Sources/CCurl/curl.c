#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#define FUNCTIONS(DO) \
    DO(global_init) DO(easy_init) DO(easy_cleanup) DO(easy_setopt) DO(easy_getinfo) DO(easy_pause) DO(easy_strerror) \
    DO(slist_append) DO(slist_free_all) DO(multi_init) DO(multi_cleanup) DO(multi_setopt) DO(multi_add_handle) \
    DO(multi_remove_handle) DO(multi_socket_action) DO(multi_info_read)

#define FIELD(name) __typeof__(curl_##name) *name;
static struct { FUNCTIONS(FIELD) } curl;

// Written once, before anybody reads it.
static char failure[256];
static int is_ready = 0;

static void start(void) {
    // The name that headers of libcurl 7 and 8 go with.
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        snprintf(failure, sizeof failure, "expected to load libcurl.so.4: %s", dlerror());
        return;
    }
#define LOAD(name) \
    if (!(curl.name = (__typeof__(curl.name))dlsym(library, "curl_" #name))) { \
        snprintf(failure, sizeof failure, "expected libcurl 7.68 or later, found one without curl_" #name); \
        return; \
    }
    FUNCTIONS(LOAD)
    CURLcode code = curl.global_init(CURL_GLOBAL_ALL);
    if (code) {
        snprintf(failure, sizeof failure, "libcurl does not start: %s", curl.easy_strerror(code));
        return;
    }
    is_ready = 1;
}

const char *lockstep_curl_start(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start);
    return is_ready ? NULL : failure;
}

CURL *lockstep_curl_easy_init(void) { return is_ready ? curl.easy_init() : NULL; }
CURLM *lockstep_curl_multi_init(void) { return is_ready ? curl.multi_init() : NULL; }
struct curl_slist *lockstep_curl_slist_append(struct curl_slist *list, const char *text) {
    return is_ready ? curl.slist_append(list, text) : NULL;
}
const char *lockstep_curl_easy_strerror(CURLcode code) { return is_ready ? curl.easy_strerror(code) : NULL; }

void lockstep_curl_easy_cleanup(CURL *handle) { curl.easy_cleanup(handle); }
CURLcode lockstep_curl_easy_pause(CURL *handle, int bits) { return curl.easy_pause(handle, bits); }
void lockstep_curl_slist_free_all(struct curl_slist *list) { curl.slist_free_all(list); }
CURLMcode lockstep_curl_multi_add_handle(CURLM *multi, CURL *handle) { return curl.multi_add_handle(multi, handle); }
CURLMcode lockstep_curl_multi_remove_handle(CURLM *multi, CURL *handle) {
    return curl.multi_remove_handle(multi, handle);
}
CURLMcode lockstep_curl_multi_socket_action(CURLM *multi, curl_socket_t socket, int events) {
    int running = 0;
    return curl.multi_socket_action(multi, socket, events, &running);
}
CURLMcode lockstep_curl_multi_cleanup(CURLM *multi) { return curl.multi_cleanup(multi); }
CURLMsg *lockstep_curl_multi_info_read(CURLM *multi, int *left) { return curl.multi_info_read(multi, left); }

CURLcode lockstep_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl.easy_setopt(handle, option, value);
}
CURLcode lockstep_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl.easy_setopt(handle, option, value);
}
CURLcode lockstep_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl.easy_setopt(handle, option, value);
}
CURLcode lockstep_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl.easy_setopt(handle, option, value);
}
CURLcode lockstep_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl.easy_setopt(handle, option, value);
}
CURLcode lockstep_curl_set_data_callback(CURL *handle, CURLoption option, lockstep_curl_data_callback value) {
    return curl.easy_setopt(handle, option, value);
}
CURLcode lockstep_curl_set_opening(CURL *handle, curl_opensocket_callback callback, void *context) {
    CURLcode code = curl.easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, callback);
    return code ? code : curl.easy_setopt(handle, CURLOPT_OPENSOCKETDATA, context);
}
const void *lockstep_curl_address(const struct curl_sockaddr *address) {
    return &address->addr;
}
CURLcode lockstep_curl_set_seek_callback(CURL *handle, lockstep_curl_seek_callback value) {
    return curl.easy_setopt(handle, CURLOPT_SEEKFUNCTION, value);
}
CURLcode lockstep_curl_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return curl.easy_setopt(handle, option, &blob);
}
CURLcode lockstep_curl_set_http_only(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075500
    CURLcode code = curl.easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    if (code) return code;
    return curl.easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
    curl.easy_setopt(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    return curl.easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}
void lockstep_curl_leave_resolver_behind(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075700
    curl.easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
#else
    (void)handle;
#endif
}
long lockstep_curl_get_long(CURL *handle, CURLINFO info) {
    long value = 0;
    curl.easy_getinfo(handle, info, &value);
    return value;
}
curl_off_t lockstep_curl_get_time(CURL *handle, CURLINFO info) {
    curl_off_t value = 0;
    curl.easy_getinfo(handle, info, &value);
    return value;
}
CURLcode lockstep_curl_get_context(CURL *handle, char **context) {
    return curl.easy_getinfo(handle, CURLINFO_PRIVATE, context);
}
CURLMcode lockstep_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl.multi_setopt(multi, option, value);
}
CURLMcode lockstep_curl_multi_set_events(
    CURLM *multi, curl_socket_callback sockets, curl_multi_timer_callback timer, void *context) {
    CURLMcode code = curl.multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, sockets);
    if (!code) code = curl.multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
    if (!code) code = curl.multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer);
    return code ? code : curl.multi_setopt(multi, CURLMOPT_TIMERDATA, context);
}
