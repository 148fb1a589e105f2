// bfloat16: the upper half of a float, eight bits of precision.

#ifndef BFLOAT16_H
#define BFLOAT16_H

#include "panels.h"
#include "vector_math.h"

/// x rounded to bfloat16, to nearest, ties to even; NaN stays NaN.
INLINE uint16_t bf16_of(float x) {
    uint32_t u = bits_of(x);
    uint32_t rounded = (u + 0x7fff + ((u >> 16) & 1)) >> 16;
    uint32_t quiet = u >> 16 | 0x40;
    return (uint16_t)((u & 0x7fffffff) > 0x7f800000 ? quiet : rounded);
}

/// `count` numbers, an even number, as pairs of neighbours; the first of a pair in its lower half.
INLINE void store_bf16(const float *from, k_bf16_pair *to, size_t count) {
    EACH for (size_t i = 0; i < count / 2; i++)
        to[i] = bf16_of(from[2 * i]) | (k_bf16_pair)bf16_of(from[2 * i + 1]) << 16;
}

#endif
