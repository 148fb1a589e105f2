// Functions of single floats over arrays.

#include "elementwise.h"
#include "vector_functions.h"
#include "vector_math.h"
#include "vector_power.h"
#include "vector_trigonometry.h"

/// y[i] = VALUE, a term in `at`, which is x[i].
#define MAP_EACH(from, to, VALUE)                  \
    EACH for (size_t i = (from); i < (to); i++) {  \
        const float at = x[i];                     \
        y[i] = (VALUE);                            \
    }

#define MAP(name, function) \
    CLONES void name(const float *x, float *y, size_t n) { MAP_EACH(0, n, function(at)) }

MAP(k_exp_f32, exp_f32)
MAP(k_expm1_f32, expm1_f32)
MAP(k_log_f32, log_f32)
MAP(k_log1p_f32, log1p_f32)
MAP(k_sqrt_f32, __builtin_elementwise_sqrt)
MAP(k_erf_f32, erf_f32)
MAP(k_tanh_f32, tanh_f32)
MAP(k_sigmoid_f32, sigmoid_f32)
MAP(k_silu_f32, silu_f32)
MAP(k_softplus_f32, softplus_f32)

enum { ANGLES = 256 };

/// Angles by the block: one that has a far angle is computed one by one, each angle by itself either way.
#define MAP_ANGLES(name, function, far_function)                                                       \
    CLONES void name(const float *x, float *y, size_t n) {                                             \
        for (size_t start = 0; start < n; start += ANGLES) {                                           \
            size_t end = n - start < ANGLES ? n : start + ANGLES;                                      \
            int far = 0;                                                                               \
            for (size_t i = start; i < end; i++) far |= is_far_angle(x[i]);                            \
            if (far) {                                                                                 \
                for (size_t i = start; i < end; i++)                                                   \
                    y[i] = is_far_angle(x[i]) ? (float)far_function((double)x[i]) : function(x[i]);    \
            } else {                                                                                   \
                MAP_EACH(start, end, function(at))                                                     \
            }                                                                                          \
        }                                                                                              \
    }

MAP_ANGLES(k_sin_f32, sin_f32, sin)
MAP_ANGLES(k_cos_f32, cos_f32, cos)

/// Exponents that need no logarithm, those that would be 0 or infinity times it, and the rest.
CLONES void k_pow_f32(const float *x, float exponent, float *y, size_t n) {
    if (exponent == 2.0f) {
        MAP_EACH(0, n, at * at)
    } else if (exponent == 3.0f) {
        MAP_EACH(0, n, at * at * at)
    } else if (exponent == 0.5f) {
        MAP_EACH(0, n, __builtin_elementwise_sqrt(at))
    } else if (exponent == -0.5f) {
        MAP_EACH(0, n, 1.0f / __builtin_elementwise_sqrt(at))
    } else if (exponent == -1.0f) {
        MAP_EACH(0, n, 1.0f / at)
    } else if (exponent == -2.0f) {
        MAP_EACH(0, n, 1.0f / (at * at))
    } else if (exponent == 0.0f) {
        for (size_t i = 0; i < n; i++) y[i] = 1.0f;
    } else if (fabsf(exponent) > FLT_MAX || exponent != exponent) {
        for (size_t i = 0; i < n; i++) y[i] = powf(x[i], exponent);
    } else {
        const power to = power_with(exponent);
        MAP_EACH(0, n, pow_f32(at, to))
    }
}
