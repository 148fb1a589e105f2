// exp(x - max) for softmax: for finite max >= x, with what rounding takes from the difference, which would cost digits as
// many as it is large.

#ifndef VECTOR_SOFTMAX_H
#define VECTOR_SOFTMAX_H

#include "vector_math.h"

#define EXP_BELOW_SCALE 0x1p64

/// 2^64 exp(x - max), at most 2 ulp, and so never a denormal number. At least e^-130, which is 0 beside exp(max - max).
INLINE float exp_below_f32(float x, float max) {
    float d = x - max;
    float back = d - x;
    float rest = (x - (d - back)) - (max + back); // x - max = d + rest
    rest = d > -130.0f ? rest : 0.0f;
    d = d > -130.0f ? d : -130.0f;
    int32_t n;
    float q = exp_parts(d, &n);
    q = q + mul_add(rest, q, rest);
    float scaled = mul_add(q, (float)EXP_BELOW_SCALE, (float)EXP_BELOW_SCALE);
    return float_of(bits_of(scaled) + ((uint32_t)n << 23));
}

INLINE double exp_below_f64(double x, double max) {
    double d = x - max;
    double back = d - x;
    double rest = (x - (d - back)) - (max + back);
    double e = exp(d);
    return d > -800 ? e + e * rest : 0;
}

#endif
