#include "failure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

cpng_status cpng_fail(failure *failure, cpng_status status, const char *format, ...) {
  failure->status = status;
  if (failure->message != NULL && failure->message_size > 0) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(failure->message, failure->message_size, format, arguments);
    va_end(arguments);
  }
  return status;
}

_Noreturn void cpng_on_error(png_structp png, const char *reason) {
  failure *failure = png_get_error_ptr(png);
  cpng_fail(failure, failure->status == CPNG_OK ? CPNG_DAMAGED : failure->status, "%s", reason);
  longjmp(png_jmpbuf(png), 1);
}

void cpng_free(void *memory) { free(memory); }
