// What float functions that compute in double precision share.

#ifndef VECTOR_DOUBLES_H
#define VECTOR_DOUBLES_H

#include "clones.h"
#include <stdint.h>
#include <string.h>

INLINE uint64_t bits_of_f64(double x) {
    uint64_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

INLINE double f64_of(uint64_t u) {
    double x;
    memcpy(&x, &u, sizeof x);
    return x;
}

/// a * b + c, rounded once where the processor has FMA.
INLINE double mul_add_f64(double a, double b, double c) {
#pragma clang fp contract(on)
    return a * b + c;
}

/// Adding it leaves the nearest integer in the low bits.
#define ROUND_F64 0x1.8p52

#endif
