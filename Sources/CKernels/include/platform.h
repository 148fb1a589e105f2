// What Swift cannot ask of the system by itself.

#ifndef PLATFORM_H
#define PLATFORM_H

#include "kernels.h"

/// The number of processors that this process may run on, at least 1.
int k_affinity_count(void);

/// Tells the processor that the calling thread waits for another one; some tens of nanoseconds.
void k_pause(void);

/// The address of one pointer-sized slot that belongs to the calling thread and starts as NULL.
void **k_thread_slot(void);

/// What a mangled name of Swift's stands for: a string that the caller frees, or NULL.
char *k_demangled(const char *name);

/// Ends the process by SIGILL, without a word.
__attribute__((noreturn)) void k_stop(void);

#endif
