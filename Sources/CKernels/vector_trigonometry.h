// sin and cos of a float as straight-line code. x less the nearest multiple of pi / 2 is computed in double precision,
// with pi / 2 in two parts, the first of which has 31 bits: its product with 22 bits is exact. So much of x may cancel
// that more bits count than a float has, but the float nearest to a multiple of pi / 2 is some 2^-28 away from it.

#ifndef VECTOR_TRIGONOMETRY_H
#define VECTOR_TRIGONOMETRY_H

#include "vector_doubles.h"
#include "vector_math.h"

/// Where the fast functions end: there the multiple of pi / 2 still has 22 bits.
#define FAR_ANGLE 0x1p22f

INLINE int is_far_angle(float x) {
    float a = fabsf(x);
    return a > FAR_ANGLE && a < INFINITY;
}

/// sin(x + quarter * pi / 2). For angles that are not far; NaN for infinities.
INLINE float sine(float x, uint32_t quarter) {
    double shifted = mul_add_f64(x, 0x1.45f306dc9c883p-1, ROUND_F64);
    double whole = shifted - ROUND_F64;
    quarter += (uint32_t)bits_of_f64(shifted);
    double rest = mul_add_f64(whole, -0x1.921fb544p0, x);
    float r = (float)mul_add_f64(whole, -0x1.0b4611a626331p-34, rest);
    float z = r * r;
    float s = -0x1.9953fep-13f;
    s = mul_add(s, z, 0x1.110778p-7f);
    s = mul_add(s, z, -0x1.555546p-3f);
    s = mul_add(r * z, s, r);
    float c = 0x1.99e80cp-16f;
    c = mul_add(c, z, -0x1.6c0c28p-10f);
    c = mul_add(c, z, 0x1.55554ap-5f);
    c = mul_add(c, z, -0.5f);
    c = mul_add(c, z, 1.0f);
    float y = quarter & 1 ? c : s;
    return float_of(bits_of(y) ^ (quarter & 2) << 30);
}

INLINE float sin_f32(float x) { return x == 0.0f ? x : sine(x, 0); } // -0 stays

INLINE float cos_f32(float x) { return sine(x, 1); }

#endif
