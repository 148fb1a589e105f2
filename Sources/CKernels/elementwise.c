// exp, log, tanh and sigmoid over arrays.

#include "elementwise.h"
#include "vector_math.h"

#define MAP(name, function)                                   \
    CLONES void name(const float *x, float *y, size_t n) {    \
        EACH for (size_t i = 0; i < n; i++) y[i] = function(x[i]); \
    }

MAP(k_exp_f32, exp_f32)
MAP(k_log_f32, log_f32)
MAP(k_tanh_f32, tanh_f32)
MAP(k_sigmoid_f32, sigmoid_f32)
