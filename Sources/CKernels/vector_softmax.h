// exp(x - max) for softmax, for finite max >= x. What rounding takes from the difference is not lost: it would cost the
// more digits the larger the difference is. A power of two as a factor keeps small results from being denormal numbers;
// the least value stands for all below, and counts as 0 beside exp(max - max).

#ifndef VECTOR_SOFTMAX_H
#define VECTOR_SOFTMAX_H

#include "vector_doubles.h"
#include "vector_math.h"

#define EXP_BELOW_SCALE_F32 0x1p64

/// 2^64 exp(x - max), at most 2 ulp; at least e^-130.
INLINE float exp_below_f32(float x, float max) {
    float d = x - max;
    float back = d - x;
    float rest = (x - (d - back)) - (max + back); // x - max = d + rest
    rest = d > -130.0f ? rest : 0.0f;
    d = d > -130.0f ? d : -130.0f;
    int32_t n;
    float q = exp_parts(d, &n);
    q = q + mul_add(rest, q, rest);
    float scaled = mul_add(q, (float)EXP_BELOW_SCALE_F32, (float)EXP_BELOW_SCALE_F32);
    return float_of(bits_of(scaled) + ((uint32_t)n << 23));
}

#define EXP_BELOW_SCALE_F64 0x1p512

/// 2^512 exp(x - max), at most 2 ulp; at least e^-800.
INLINE double exp_below_f64(double x, double max) {
    double d = x - max;
    double back = d - x;
    double rest = (x - (d - back)) - (max + back);
    rest = d > -800 ? rest : 0;
    d = d > -800 ? d : -800;
    double shifted;
    double q = exp_parts_f64(d, &shifted);
    q = q + mul_add_f64(rest, q, rest);
    double scaled = mul_add_f64(q, EXP_BELOW_SCALE_F64, EXP_BELOW_SCALE_F64);
    return f64_of(bits_of_f64(scaled) + (bits_of_f64(shifted) << 52));
}

#endif
