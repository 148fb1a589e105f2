// exp, log, tanh and sigmoid of a float as straight-line code (selections, no branches, no tables), so that loops over
// them become vector code. Every element goes through the same operations in a vector or alone. Polynomials are minimax
// fits (Remez) with coefficients rounded to float one after the other; they keep their form with and without FMA.

#ifndef VECTOR_MATH_H
#define VECTOR_MATH_H

#include "clones.h"
#include <math.h>
#include <stdint.h>
#include <string.h>

INLINE uint32_t bits_of(float x) {
    uint32_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

INLINE float float_of(uint32_t u) {
    float x;
    memcpy(&x, &u, sizeof x);
    return x;
}

/// a * b + c, rounded once where the processor has FMA.
INLINE float mul_add(float a, float b, float c) {
#pragma clang fp contract(on)
    return a * b + c;
}

/// log 2 in two parts; the first has nine bits, so its product with an exponent is exact.
#define LN2_HI 0x1.63p-1f
#define LN2_LO -0x1.bd0106p-13f

/// exp(x) = 2^n * (1 + q) with |q| < 0.42: returns q and n. For |x| < 2^21.
INLINE float exp_parts(float x, int32_t *n) {
    const float round = 0x1.8p23f; // adding it leaves the nearest integer in the low bits
    float shifted = mul_add(x, 0x1.715476p0f, round);
    float whole = shifted - round;
    *n = (int32_t)(bits_of(shifted) - bits_of(round));
    float r = mul_add(whole, -LN2_HI, x);
    r = mul_add(whole, -LN2_LO, r);
    float p = 0x1.6cd792p-10f;
    p = mul_add(p, r, 0x1.122c52p-7f);
    p = mul_add(p, r, 0x1.555538p-5f);
    p = mul_add(p, r, 0x1.5554aap-3f);
    p = mul_add(p, r, 0.5f);
    return mul_add(r * r, p, r);
}

/// 2^n for -126 <= n <= 127.
INLINE float power_of_two(int32_t n) { return float_of(((uint32_t)n + 127) << 23); }

INLINE float exp_f32(float x) {
    x = x > 89.0f ? 89.0f : x; // NaN stays
    x = x < -104.0f ? -104.0f : x;
    int32_t n;
    float q = exp_parts(x, &n);
    int32_t half = n >> 1; // two factors: the result may be denormal or overflow, each of them may not
    float low = power_of_two(half);
    return mul_add(q, low, low) * power_of_two(n - half);
}

/// e log(2) + log(1 + f) for sqrt(1/2) <= 1 + f < sqrt(2).
INLINE float log_of_parts(float e, float f) {
    float z = f * f;
    float p = -0x1.41f8c2p-4f;
    p = mul_add(p, f, 0x1.07deeep-3f);
    p = mul_add(p, f, -0x1.0ce16ep-3f);
    p = mul_add(p, f, 0x1.226ad6p-3f);
    p = mul_add(p, f, -0x1.5478p-3f);
    p = mul_add(p, f, 0x1.99a5bap-3f);
    p = mul_add(p, f, -0x1.000222p-2f);
    p = mul_add(p, f, 0x1.55554ap-2f);
    float y = mul_add(e, LN2_LO, f * z * p);
    y = mul_add(z, -0.5f, y);
    return mul_add(e, LN2_HI, f + y);
}

#define SQRT_HALF_BITS 0x3f3504f3u

INLINE float log_f32(float x) {
    int tiny = x < 0x1p-126f;
    uint32_t u = bits_of(tiny ? x * 0x1p23f : x) - SQRT_HALF_BITS;
    float e = (float)(((int32_t)u >> 23) - (tiny ? 23 : 0));
    float f = float_of((u & 0x7fffffu) + SQRT_HALF_BITS) - 1.0f; // x = 2^e * (1 + f)
    float y = log_of_parts(e, f);
    y = x < INFINITY ? y : x; // infinity and NaN
    y = x < 0.0f ? NAN : y;
    return x == 0.0f ? -INFINITY : y;
}

/// tanh(x) = -m / (2 + m), m = exp(-2 |x|) - 1, which keeps its relative precision at small x.
INLINE float tanh_f32(float x) {
    float a = fabsf(x);
    a = a > 10.0f ? 10.0f : a; // tanh rounds to 1 from 9.02 on
    int32_t n;
    float q = exp_parts(-2.0f * a, &n);
    float s = power_of_two(n);
    float m = mul_add(q, s, s - 1.0f);
    return copysignf(m / (2.0f + m), x);
}

/// 1 / (1 + e) or e / (1 + e) with e = exp(-|x|): no overflow, and small results keep their precision.
INLINE float sigmoid_f32(float x) {
    float e = exp_f32(-fabsf(x));
    return (x < 0.0f ? e : 1.0f) / (1.0f + e);
}

#endif
