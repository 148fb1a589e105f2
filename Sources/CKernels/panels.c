// The kernels on panels, compiled for each instruction set in float, with the vector polynomials, and in double, with
// the C library: the same source, so that checking the gradients of the double checks the code of the float that trains.

#include "CKernels.h"
#include "vector_math.h"

// Six rows: their sums, one row of the right operand and one element of the left one fill the registers, 6 * 2 + 2 + 1
// of 16, or with AVX-512 6 * 4 + 4 + 1 of 32.
enum { UNITS = 16, COLUMNS = 64, PANELS_PER_TILE = COLUMNS / UNITS, TILE_ROWS = 6 };

#define UNROLL _Pragma("clang loop unroll(full)")

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

#define NAME(name) JOIN(name, SUFFIX)
#define JOIN(name, suffix) JOIN_EXPANDED(name, suffix)
#define JOIN_EXPANDED(name, suffix) name##_##suffix

#define VECTOR_BYTES 16
#define PASS_VECTORS 2
#define SUFFIX_F32 f32_portable
#define SUFFIX_F64 f64_portable
#include "panels_of_set.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define VECTOR_BYTES 32
#define PASS_VECTORS 2
#define SUFFIX_F32 f32_avx2
#define SUFFIX_F64 f64_avx2
#include "panels_of_set.h"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512vl,avx512dq,avx512bw"))), apply_to = function)
#define VECTOR_BYTES 64
#define PASS_VECTORS 4
#define SUFFIX_F32 f32_avx512
#define SUFFIX_F64 f64_avx512
#include "panels_of_set.h"
#pragma clang attribute pop
#endif

k_instruction_set k_best_instruction_set(void) {
#if defined(__x86_64__)
    int has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    int has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                     __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
    if (has_avx2 && has_avx512) return k_avx512;
    if (has_avx2) return k_avx2;
#endif
    return k_portable;
}

#if defined(__x86_64__)
#define CHOOSE(type)                                                                                                   \
    set == k_avx512 ? &table_##type##_avx512 : set == k_avx2 ? &table_##type##_avx2 : &table_##type##_portable
#else
#define CHOOSE(type) &table_##type##_portable
#endif

const k_panel_kernels_f32 *k_panels_f32(k_instruction_set set) { return CHOOSE(f32); }
const k_panel_kernels_f64 *k_panels_f64(k_instruction_set set) { return CHOOSE(f64); }
