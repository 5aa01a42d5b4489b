#pragma once
// Swift does not import variadic C functions: each is wrapped once for every type of its argument.
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>

typedef size_t (*lockstep_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*lockstep_curl_seek_callback)(void *context, curl_off_t offset, int origin);

static inline CURLcode lockstep_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode lockstep_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode lockstep_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode lockstep_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode lockstep_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode lockstep_curl_set_data_callback(
    CURL *handle, CURLoption option, lockstep_curl_data_callback value) {
    return curl_easy_setopt(handle, option, value);
}
// Called for every connection before it is opened; CURL_SOCKET_BAD refuses it.
static inline CURLcode lockstep_curl_set_opening(CURL *handle, curl_opensocket_callback callback, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, callback);
    return code ? code : curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, context);
}
// As long as `addrlen` says, whatever the type of the field is.
static inline const void *lockstep_curl_address(const struct curl_sockaddr *address) {
    return &address->addr;
}
static inline CURLcode lockstep_curl_set_seek_callback(CURL *handle, lockstep_curl_seek_callback value) {
    return curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, value);
}
static inline CURLcode lockstep_curl_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return curl_easy_setopt(handle, option, &blob);
}
static inline CURLcode lockstep_curl_set_http_only(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075500
    CURLcode code = curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    if (code) return code;
    return curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    return curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}
// Removing a handle whose name is being looked up joins the resolver's thread, for as long as getaddrinfo
// takes, unless it may leave that thread behind.
static inline void lockstep_curl_leave_resolver_behind(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075700
    curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
#else
    (void)handle;
#endif
}
static inline long lockstep_curl_get_long(CURL *handle, CURLINFO info) {
    long value = 0;
    curl_easy_getinfo(handle, info, &value);
    return value;
}
// Microseconds.
static inline curl_off_t lockstep_curl_get_time(CURL *handle, CURLINFO info) {
    curl_off_t value = 0;
    curl_easy_getinfo(handle, info, &value);
    return value;
}
static inline CURLcode lockstep_curl_get_context(CURL *handle, char **context) {
    return curl_easy_getinfo(handle, CURLINFO_PRIVATE, context);
}
static inline CURLMcode lockstep_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
