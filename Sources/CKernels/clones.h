// How a kernel is compiled: once per instruction set, the best one chosen when the program is loaded.

#ifndef CLONES_H
#define CLONES_H

#include <limits.h> // defines __GLIBC__ where the C library is glibc: the choice at load time (ifunc) needs it

// The choice is made before the thread sanitizer is there, which it would call.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define ONE_INSTRUCTION_SET
#endif
#endif

#if defined(__x86_64__) && defined(__GLIBC__) && !defined(ONE_INSTRUCTION_SET)
#define CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CLONES
#endif

/// For helpers of a cloned function: inlined into each clone, so that they get its instruction set.
#define INLINE static inline __attribute__((always_inline))

/// Before a loop whose iterations are independent: its arrays are the same or do not overlap, so no run-time checks.
#define EACH _Pragma("clang loop vectorize(assume_safety)")

/// Before a loop of a literal number of iterations.
#define UNROLL _Pragma("clang loop unroll(full)")

#pragma clang diagnostic ignored "-Wpass-failed" // a processor without vectors, or a sanitizer: slower, not wrong

#endif
