#pragma once
// Swift does not import variadic C functions: each is wrapped once for every type of its argument.
#include <git2.h>
#include <git2/sys/repository.h>
#include <git2/sys/errors.h>
