// Loops that touch registers alone, compiled for each instruction set.

#include "CLimit.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Enough for two units of a latency of six cycles; of sixteen registers AVX2 has four left for the factors.
enum { SUMS = 12 };

/// What nobody can see need not be computed.
static volatile float sink;

/// SUMS sums, none of which waits for another, and `STEP`, the instruction that changes a sum.
#define LIMIT(name, bytes, operations, STEP)                                                                           \
    static double name(long rounds) {                                                                                  \
        typedef float vector __attribute__((vector_size(bytes)));                                                      \
        const vector zero = {0}, x = zero + 0.999f, y = zero + 0.001f;                                                 \
        vector sums[SUMS];                                                                                             \
        for (int i = 0; i < SUMS; i++) sums[i] = zero + (float)i;                                                      \
        for (long round = 0; round < rounds; round++) {                                                                \
            _Pragma("clang loop unroll(full)") for (int i = 0; i < SUMS; i++) sums[i] = STEP(sums[i], x, y);           \
        }                                                                                                              \
        for (int i = 1; i < SUMS; i++) sums[0] += sums[i];                                                             \
        sink = sums[0][0];                                                                                             \
        return (double)rounds * SUMS * (bytes / sizeof(float)) * operations;                                           \
    }

// One instruction where the processor has it: clang contracts the expression.
#define MULTIPLY_ADD(sum, x, y) ((sum) * (x) + (y))
#define ADD_PAIRS(sum, x, y) (vector)_mm512_dpbf16_ps((__m512)(sum), (__m512bh)(x), (__m512bh)(y))

LIMIT(float32_portable, 16, 2, MULTIPLY_ADD)

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
LIMIT(float32_avx2, 32, 2, MULTIPLY_ADD)
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
LIMIT(float32_avx512, 64, 2, MULTIPLY_ADD)
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512bf16"))), apply_to = function)
LIMIT(bf16_avx512, 64, 4, ADD_PAIRS)
#pragma clang attribute pop
#endif

double limit_float32(long rounds) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return float32_avx512(rounds);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return float32_avx2(rounds);
#endif
    return float32_portable(rounds);
}

double limit_bf16(long rounds) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bf16")) return bf16_avx512(rounds);
#endif
    return limit_float32(rounds);
}
