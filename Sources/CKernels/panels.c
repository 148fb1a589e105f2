// The kernels on panels, compiled for each instruction set and kind of operand: float, with the vector polynomials;
// double, with the C library; pairs of bfloat16, whose sums are float. All from the same source, so that checking the
// gradients of the double checks the code of the float that trains.

#include "panels.h"
#include "bfloat16.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Six rows: their sums, one row of the right operand and one element of the left one fill the registers, 6 * 2 + 2 + 1
// of 16, or with AVX-512 6 * 4 + 4 + 1 of 32.
enum { UNITS = 16, COLUMNS = 64, PANELS_PER_TILE = COLUMNS / UNITS, TILE_ROWS = 6 };

/// The next tile's rows, where `rows` are left: as even as tiles of at most six can be.
INLINE int tile_rows(size_t rows) {
    size_t tiles = (rows + TILE_ROWS - 1) / TILE_ROWS;
    return (int)((rows + tiles - 1) / tiles);
}

/// How many units of a panel are not padding.
INLINE size_t units_in_panel(size_t units, size_t panel) {
    size_t left = units - panel * UNITS;
    return left < UNITS ? left : UNITS;
}

INLINE double sigmoid_f64(double x) {
    double e = exp(-fabs(x));
    return (x < 0 ? e : 1) / (1 + e);
}

/// sums + the upper numbers' products + the lower numbers' products of pairs of bfloat16: what the instruction of
/// AVX512_BF16 does, except that it takes denormals for 0. Vectors of any length.
#define ADD_EXPANDED_PAIRS(sums, left, right)                                                                          \
    (sums + (__typeof__(sums))(left & 0xffff0000) * (__typeof__(sums))(right & 0xffff0000) +                           \
     (__typeof__(sums))(left << 16) * (__typeof__(sums))(right << 16))

#define SET portable
#define VECTOR_BYTES 16
#define PASS_VECTORS 2
#define ADD_PAIRS ADD_EXPANDED_PAIRS
#include "panels_of_set.h"

#if defined(__x86_64__)
#define AVX2 "avx2,fma"
#define AVX512 AVX2 ",avx512f,avx512vl,avx512dq,avx512bw"

#pragma clang attribute push(__attribute__((target(AVX2))), apply_to = function)
#define SET avx2
#define VECTOR_BYTES 32
#define PASS_VECTORS 2
#define ADD_PAIRS ADD_EXPANDED_PAIRS
#include "panels_of_set.h"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target(AVX512))), apply_to = function)
#define SET avx512
#define VECTOR_BYTES 64
#define PASS_VECTORS 4
#define ADD_PAIRS ADD_EXPANDED_PAIRS
#include "panels_of_set.h"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target(AVX512 ",avx512bf16"))), apply_to = function)
#define PAIRS_ONLY
#define SET avx512_bf16
#define VECTOR_BYTES 64
#define PASS_VECTORS 4
#define ADD_PAIRS(sums, left, right) (__typeof__(sums))_mm512_dpbf16_ps((__m512)sums, (__m512bh)left, (__m512bh)right)
#include "panels_of_set.h"
#pragma clang attribute pop
#endif

k_instruction_set k_best_instruction_set(void) {
#if defined(__x86_64__)
    int has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    int has_avx512 = has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                     __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
    if (has_avx512) return __builtin_cpu_supports("avx512bf16") ? k_avx512_bf16 : k_avx512;
    if (has_avx2) return k_avx2;
#endif
    return k_portable;
}

#if defined(__x86_64__)
#define CHOOSE(kind)                                                                                                   \
    set >= k_avx512 ? &table_##kind##_avx512 : set == k_avx2 ? &table_##kind##_avx2 : &table_##kind##_portable
#define CHOOSE_PAIRS set == k_avx512_bf16 ? &table_bf16_avx512_bf16 : CHOOSE(bf16)
#else
#define CHOOSE(kind) &table_##kind##_portable
#define CHOOSE_PAIRS CHOOSE(bf16)
#endif

const k_panel_kernels_f32 *k_panels_f32(k_instruction_set set) { return CHOOSE(f32); }
const k_panel_kernels_f64 *k_panels_f64(k_instruction_set set) { return CHOOSE(f64); }
const k_panel_kernels_bf16 *k_panels_bf16(k_instruction_set set) { return CHOOSE_PAIRS; }
