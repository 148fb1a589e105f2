// What the operating system, the processor and Swift's runtime say and do.

#if defined(__linux__)
#define _GNU_SOURCE
#include <sched.h>
#endif

#include "platform.h"
#include <string.h>

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

/* Of Swift's runtime, which has no header for it. */
extern char *swift_demangle(const char *name, size_t length, char *buffer, size_t *size, uint32_t flags);

char *k_demangled(const char *name) { return swift_demangle(name, strlen(name), NULL, NULL, 0); }

void k_stop(void) { __builtin_trap(); }
