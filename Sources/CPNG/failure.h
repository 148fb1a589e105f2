// How libpng's errors leave it: the reason is copied to the caller's buffer, then a jump back to
// the function that called setjmp. What must survive the jump lives in the frame above that one.
#ifndef CPNG_FAILURE_H
#define CPNG_FAILURE_H

#include <png.h>

#include "CPNG.h"

typedef struct failure {
  cpng_status status;
  char *message;
  size_t message_size;
} failure;

cpng_status cpng_fail(failure *failure, cpng_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// For png_create_*_struct, with a `failure` as error pointer. A status set before png_error is
// kept; any other failure counts as CPNG_DAMAGED.
_Noreturn void cpng_on_error(png_structp png, const char *reason);

#endif
