// Powers of floats as straight-line code: 2^(exponent log2 |x|) in double precision, rounded once, so that the
// logarithm of a result near the largest or the least float still has bits enough. Polynomials are minimax fits.

#ifndef VECTOR_POWER_H
#define VECTOR_POWER_H

#include "vector_doubles.h"
#include "vector_math.h"
#include <float.h>

/// log2(x) of a float x >= 0.
INLINE double log2_f64(double x) {
    const uint64_t one = 0x3ff0000000000000u, sqrt_half = 0x3fe6a09e667f3bcdu;
    uint64_t u = bits_of_f64(x) + (one - sqrt_half);
    // The biased exponent as a double: the low bits of 2^52. Vectors have no conversion from 64 bits everywhere.
    double e = f64_of(u >> 52 | 0x4330000000000000u) - (0x1p52 + 1023);
    double m = f64_of((u & 0xfffffffffffffu) + sqrt_half); // x = 2^e m
    double s = (m - 1) / (m + 1), z = s * s;               // log m = 2 artanh s
    double p = 0x1.21b1216466c13p-2;
    p = mul_add_f64(p, z, 0x1.4795529fbfff0p-2);
    p = mul_add_f64(p, z, 0x1.a61a2ede80c0ep-2);
    p = mul_add_f64(p, z, 0x1.2776c29326527p-1);
    p = mul_add_f64(p, z, 0x1.ec709dc53c7afp-1);
    p = mul_add_f64(p, z, 0x1.71547652b8251p1);
    double y = mul_add_f64(p, s, e);
    y = x < INFINITY ? y : x;
    return x == 0 ? -INFINITY : y;
}

/// 2^x; beyond the range of float what rounds to 0 and infinity there.
INLINE double exp2_f64(double x) {
    x = x > 160 ? 160 : x; // NaN stays
    x = x < -160 ? -160 : x;
    double shifted = x + ROUND_F64;
    double r = x - (shifted - ROUND_F64);
    double p = 0x1.c0359b95a2925p-17;
    p = mul_add_f64(p, r, 0x1.444077b3bf84cp-13);
    p = mul_add_f64(p, r, 0x1.5dc06c2085a93p-10);
    p = mul_add_f64(p, r, 0x1.3b2a1be8a3016p-7);
    p = mul_add_f64(p, r, 0x1.c6b0550f607acp-5);
    p = mul_add_f64(p, r, 0x1.ebfbe04588d6cp-3);
    p = mul_add_f64(p, r, 0x1.62e4300ba73efp-1);
    p = mul_add_f64(p, r, 1);
    return p * power_of_two_f64(shifted);
}

/// A finite exponent that is not 0, and what it does to negative numbers.
typedef struct {
    double exponent;
    uint32_t sign;  // the bits that the result takes from x: its sign if the exponent is odd
    float negative; // x < 0 from here on has no power: infinity if the exponent is whole, else the least float
} power;

INLINE power power_with(float exponent) {
    int whole = exponent == truncf(exponent);
    int odd = whole && fmodf(exponent, 2) != 0;
    return (power){exponent, odd ? 0x80000000u : 0, whole ? INFINITY : -FLT_MAX};
}

INLINE float pow_f32(float x, power to) {
    float y = (float)exp2_f64(to.exponent * log2_f64(fabsf(x)));
    y = float_of(bits_of(y) | (bits_of(x) & to.sign));
    return x < 0.0f && x >= to.negative ? NAN : y;
}

#endif
