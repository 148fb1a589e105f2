// Double precision as straight-line code: what float functions that compute in it share, and exp.

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

/// 2^n for the integer n in the low bits of ROUND_F64 + n, -1022 <= n <= 1023.
INLINE double power_of_two_f64(double shifted) { return f64_of((bits_of_f64(shifted) + 1023) << 52); }

/// exp(x) = 2^n (1 + q) with |q| < 0.42: returns q and ROUND_F64 + n. For |x| < 1400. The polynomial is a minimax fit.
INLINE double exp_parts_f64(double x, double *shifted) {
    *shifted = mul_add_f64(x, 0x1.71547652b82fep0, ROUND_F64);
    double whole = *shifted - ROUND_F64;
    double r = mul_add_f64(whole, -0x1.62e42fefa2p-1, x); // 40 bits of log 2: the product is exact
    r = mul_add_f64(whole, -0x1.9ef35793c7673p-41, r);
    double p = 0x1.add83cde43474p-26;
    p = mul_add_f64(p, r, 0x1.28aee0be168f0p-22);
    p = mul_add_f64(p, r, 0x1.71def3fbf0197p-19);
    p = mul_add_f64(p, r, 0x1.a019988adf87cp-16);
    p = mul_add_f64(p, r, 0x1.a01a013d6470fp-13);
    p = mul_add_f64(p, r, 0x1.6c16c184b5d3cp-10);
    p = mul_add_f64(p, r, 0x1.1111111124d26p-7);
    p = mul_add_f64(p, r, 0x1.5555555550605p-5);
    p = mul_add_f64(p, r, 0x1.5555555555503p-3);
    p = mul_add_f64(p, r, 0x1.000000000000ap-1);
    return mul_add_f64(r * r, p, r);
}

/// exp(x), at most 2 ulp.
INLINE double exp_f64(double x) {
    x = x > 710 ? 710 : x; // NaN stays
    x = x < -746 ? -746 : x;
    double shifted;
    double q = exp_parts_f64(x, &shifted);
    double half = (shifted - ROUND_F64) * 0.5 + ROUND_F64; // two factors, as the result may be denormal or overflow
    double low = power_of_two_f64(half), high = power_of_two_f64(shifted - half + ROUND_F64);
    return mul_add_f64(q, low, low) * high;
}

#endif
