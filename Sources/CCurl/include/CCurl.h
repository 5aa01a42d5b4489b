#pragma once
// libcurl, loaded when a process first sends a request: with the twenty libraries that it brings, it takes the dynamic
// loader longer than all others together, and most commands send none.
//
// Swift does not import variadic C functions: each is wrapped once for every type of its argument.
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>
// What its sockets are waited for with.
#include <sys/epoll.h>
#include <sys/eventfd.h>

// Loads libcurl and starts it, once. NULL when it is ready; else why it is not.
const char *lockstep_curl_start(void);

typedef size_t (*lockstep_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*lockstep_curl_seek_callback)(void *context, curl_off_t offset, int origin);

// These return NULL unless `lockstep_curl_start` has succeeded; all that take a handle need one of theirs.
CURL *lockstep_curl_easy_init(void);
CURLM *lockstep_curl_multi_init(void);
struct curl_slist *lockstep_curl_slist_append(struct curl_slist *list, const char *text);
const char *lockstep_curl_easy_strerror(CURLcode code);

void lockstep_curl_easy_cleanup(CURL *handle);
CURLcode lockstep_curl_easy_pause(CURL *handle, int bits);
void lockstep_curl_slist_free_all(struct curl_slist *list);
CURLMcode lockstep_curl_multi_add_handle(CURLM *multi, CURL *handle);
CURLMcode lockstep_curl_multi_remove_handle(CURLM *multi, CURL *handle);
// What happened on a socket of the multi's, as CURL_CSELECT_ bits, or that its timer is due, for CURL_SOCKET_TIMEOUT.
CURLMcode lockstep_curl_multi_socket_action(CURLM *multi, curl_socket_t socket, int events);
CURLMcode lockstep_curl_multi_cleanup(CURLM *multi);
CURLMsg *lockstep_curl_multi_info_read(CURLM *multi, int *left);

CURLcode lockstep_curl_set_long(CURL *handle, CURLoption option, long value);
CURLcode lockstep_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value);
CURLcode lockstep_curl_set_string(CURL *handle, CURLoption option, const char *value);
CURLcode lockstep_curl_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode lockstep_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value);
CURLcode lockstep_curl_set_data_callback(CURL *handle, CURLoption option, lockstep_curl_data_callback value);
// Called for every connection before it is opened; CURL_SOCKET_BAD refuses it.
CURLcode lockstep_curl_set_opening(CURL *handle, curl_opensocket_callback callback, void *context);
// As long as `addrlen` says, whatever the type of the field is.
const void *lockstep_curl_address(const struct curl_sockaddr *address);
CURLcode lockstep_curl_set_seek_callback(CURL *handle, lockstep_curl_seek_callback value);
CURLcode lockstep_curl_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count);
CURLcode lockstep_curl_set_http_only(CURL *handle);
// Removing a handle whose name is being looked up joins the resolver's thread, for as long as getaddrinfo
// takes, unless it may leave that thread behind.
void lockstep_curl_leave_resolver_behind(CURL *handle);
long lockstep_curl_get_long(CURL *handle, CURLINFO info);
// Microseconds.
curl_off_t lockstep_curl_get_time(CURL *handle, CURLINFO info);
CURLcode lockstep_curl_get_context(CURL *handle, char **context);
CURLMcode lockstep_curl_multi_set_long(CURLM *multi, CURLMoption option, long value);
// Which sockets to wait for and how, and when the timer is next due.
CURLMcode lockstep_curl_multi_set_events(
    CURLM *multi, curl_socket_callback sockets, curl_multi_timer_callback timer, void *context);
