// What the operating system and the processor say about themselves.

#if defined(__linux__)
#define _GNU_SOURCE
#include <sched.h>
#endif

#include "CKernels.h"

int k_affinity_count(void) {
#if defined(__linux__)
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) {
        int count = CPU_COUNT(&allowed);
        if (count > 0) return count;
    }
#endif
    return 1;
}

void k_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

void **k_thread_slot(void) {
    static _Thread_local void *slot;
    return &slot;
}
