// log1p, expm1, silu, softplus and erf of a float, made as those in vector_math.h are.

#ifndef VECTOR_FUNCTIONS_H
#define VECTOR_FUNCTIONS_H

#include "vector_math.h"
#include <float.h>

/// log(u + c) where u = 1 + x as rounded and c is what the rounding took away.
INLINE float log1p_f32(float x) {
    float u = 1.0f + x;
    float large = x > 1.0f ? x : 1.0f, small = x > 1.0f ? 1.0f : x;
    float c = small - (u - large);
    uint32_t v = bits_of(u) - SQRT_HALF_BITS;
    int32_t e = (int32_t)v >> 23;
    float f = float_of((v & 0x7fffffu) + SQRT_HALF_BITS) - 1.0f; // exact
    f = mul_add(c, power_of_two(e > 126 ? -126 : -e), f);        // x itself where e is 0
    float y = copysignf(log_of_parts((float)e, f), x);
    y = x < INFINITY ? y : x;
    y = x < -1.0f ? NAN : y;
    return x == -1.0f ? -INFINITY : y;
}

/// 2^n q + (2^n - 1), by halves: 2^128 is not a float.
INLINE float expm1_f32(float x) {
    float a = x > 89.0f ? 89.0f : x;
    a = a < -20.0f ? -20.0f : a; // rounds to -1 from -17.4 on
    int32_t n;
    float q = exp_parts(a, &n);
    float half = power_of_two(n - 1);
    float y = 2.0f * mul_add(q, half, half - 0.5f);
    return fabsf(x) < 0x1p-24f ? x : y; // also denormal numbers, and -0
}

/// x sigmoid(x). x is a factor before 2^n is one: exp(-|x|) loses digits where it is a denormal number.
INLINE float silu_f32(float x) {
    float a = -fabsf(x);
    a = a < -110.0f ? -110.0f : a; // rounds to -0 from 108 on
    int32_t n;
    float q = exp_parts(a, &n);
    int32_t half = n >> 1;
    float low = power_of_two(half), high = power_of_two(n - half);
    float e = mul_add(q, low, low) * high;
    float y = (x < 0.0f ? mul_add(q, a, a) * low * high : x) / (1.0f + e);
    return x < -FLT_MAX ? NAN : y; // -inf times 0
}

/// log(1 + exp(x)) up to 20, from where on it is x to the last bit.
INLINE float softplus_f32(float x) {
    float y = log1p_f32(exp_f32(-fabsf(x)));
    y = (x > 0.0f ? x : 0.0f) + y;
    return x <= 20.0f ? y : x; // also NaN
}

/// x (1 + P(x^2)) up to 1, 1 - exp(R(x)) beyond, where R approximates log(erfc(x)).
INLINE float erf_f32(float x) {
    float a = fabsf(x), z = x * x;
    float p = 0x1.4771fep-14f;
    p = mul_add(p, z, -0x1.a3515ep-11f);
    p = mul_add(p, z, 0x1.53f224p-8f);
    p = mul_add(p, z, -0x1.b7f71ap-6f);
    p = mul_add(p, z, 0x1.ce2ce6p-4f);
    p = mul_add(p, z, -0x1.81273ep-2f);
    p = mul_add(p, z, 0x1.06eba8p-3f);
    float near = mul_add(p, x, x);
    float b = a > 4.0f ? 4.0f : a; // rounds to 1 from 3.92 on
    float r = 0x1.86dd4ap-13f;
    r = mul_add(r, b, -0x1.825a8p-9f);
    r = mul_add(r, b, 0x1.65cb2ap-6f);
    r = mul_add(r, b, -0x1.a6531cp-4f);
    r = mul_add(r, b, -0x1.46bafp-1f);
    r = mul_add(r, b, -0x1.2088eap0f);
    r = mul_add(r, b, -0x1.661d22p-12f);
    int32_t n;
    float q = exp_parts(r, &n);
    float s = power_of_two(n);
    float far = copysignf(1.0f - mul_add(q, s, s), x);
    return a < 1.0f ? near : far;
}

#endif
