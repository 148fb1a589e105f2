// The LSTM cell in float, with the vector polynomials, and in double, with the C library: the same source, so that
// checking the gradients of the double checks the code of the float that trains.

#include "CKernels.h"
#include "vector_math.h"

#define REAL float
#define NAME(name) name##_f32
#define SIGMOID(x) sigmoid_f32(x)
#define TANH(x) tanh_f32(x)
#define EACH_UNIT EACH
#include "lstm_cell_template.h"
#undef REAL
#undef NAME
#undef SIGMOID
#undef TANH
#undef EACH_UNIT

INLINE double sigmoid_f64(double x) {
    double e = exp(-fabs(x));
    return (x < 0 ? e : 1) / (1 + e);
}

#define REAL double
#define NAME(name) name##_f64
#define SIGMOID(x) sigmoid_f64(x)
#define TANH(x) tanh(x)
#define EACH_UNIT // calls of the C library do not become vector code
#include "lstm_cell_template.h"
