#pragma once
// Swift does not import variadic C functions: each is wrapped once for every type of its argument.
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>
