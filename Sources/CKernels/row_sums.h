// How sums over a row are made: in double precision, in eight lanes of some running sums, which are added in a fixed
// order.

#ifndef ROW_SUMS_H
#define ROW_SUMS_H

#include "clones.h"
#include <string.h>

#pragma clang diagnostic ignored "-Wpsabi" // only inlined functions take vectors

typedef double eight __attribute__((vector_size(64)));

typedef struct {
    double first, second;
} two_sums;

INLINE double sum_of_lanes(eight sums) {
    return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

/// Eight elements of p from `at` on, and one.
#define EIGHT(p) __builtin_convertvector(*(const NAME(eight) *)((p) + at), eight)
#define ONE(p) ((double)(p)[at])

/// Defines a function of `parameters`, among them n. STEP(AT, first, second) adds to one sum or to both what belongs to
/// the elements AT(x): EIGHT at a time, what is left ONE by one. RUNNING is a power of two.
#define ROW_SUMS(name, RUNNING, parameters, STEP)                                                        \
    INLINE two_sums name parameters {                                                                    \
        eight first[RUNNING] = {{0}}, second[RUNNING] = {{0}};                                           \
        size_t at = 0;                                                                                   \
        while (at + 8 * RUNNING <= n)                                                                    \
            UNROLL for (int v = 0; v < RUNNING; v++, at += 8)                \
                STEP(EIGHT, first[v], second[v])                                                         \
        for (; at + 8 <= n; at += 8) STEP(EIGHT, first[0], second[0])                                    \
        for (int width = RUNNING / 2; width > 0; width /= 2)                                             \
            for (int v = 0; v < width; v++) first[v] += first[v + width], second[v] += second[v + width]; \
        two_sums sums = {sum_of_lanes(first[0]), sum_of_lanes(second[0])};                               \
        for (; at < n; at++) STEP(ONE, sums.first, sums.second)                                          \
        return sums;                                                                                     \
    }

#endif
