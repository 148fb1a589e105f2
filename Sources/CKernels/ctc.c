// Connectionist temporal classification for one sample (Graves et al., 2006); the recursion stands in CTC.swift.
//
// Probabilities are numbers m * 2^e with 1 <= m < 2, or m = 0, and e a whole number kept as a double. They neither
// underflow nor need a logarithm for each sum: adding three is aligning them to the largest exponent.

#include "CKernels.h"
#include "vector_math.h"

#define ZERO_EXPONENT -1e300 // of m = 0: below all others, and stays so when something is added

INLINE uint64_t bits_of_double(double x) {
    uint64_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

INLINE double double_of(uint64_t u) {
    double x;
    memcpy(&x, &u, sizeof x);
    return x;
}

/// 2^e for a whole e <= 1023, 0 below -1022.
INLINE double power(double e) {
    e = e < -1023 ? -1023 : e;
    return double_of(bits_of_double(e + (0x1.8p52 + 1023)) << 52);
}

/// m * 2^e with its mantissa brought to [1, 2). NaN and infinity stay.
INLINE void normalize(double *m, double *e) {
    uint64_t bits = bits_of_double(*m);
    double exponent = double_of(0x4330000000000000u | ((bits >> 52) & 0x7ff)) - (0x1p52 + 1023);
    double mantissa = double_of((bits & 0x800fffffffffffffu) | 0x3ff0000000000000u);
    int is_finite = exponent < 1024, is_zero = *m == 0;
    *e = is_zero ? ZERO_EXPONENT : is_finite ? *e + exponent : *e;
    *m = is_zero || !is_finite ? *m : mantissa;
}

/// exp(x) = m * 2^e with m about 1.
INLINE void exp_scaled(double x, double *m, double *e) {
    double n = (x * 0x1.71547652b82fep0 + 0x1.8p52) - 0x1.8p52;
    double r = (x - n * 0x1.62e42fefa38p-1) - n * 0x1.ef35793c7673p-45; // log 2 in two parts
    r = r > 0.35 ? 0.35 : r; // where x is so large that the difference has no digits left
    r = r < -0.35 ? -0.35 : r;
    double p = 1.0 / 6227020800;
    p = p * r + 1.0 / 479001600;
    p = p * r + 1.0 / 39916800;
    p = p * r + 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    p = p * r + 1;
    p = p * r + 1;
    int is_zero = x == -INFINITY;
    *m = is_zero ? 0 : p;
    *e = is_zero ? ZERO_EXPONENT : n;
}

/// (m0 2^e0 + m1 2^e1 + m2 2^e2, the last one where `third` is not 0) * factor.
INLINE void sum_scaled(double m0, double e0, double m1, double e1, double m2, double e2, double third,
                       double factor_m, double factor_e, double *m, double *e) {
    m2 = third != 0 ? m2 : 0;
    e2 = third != 0 ? e2 : ZERO_EXPONENT;
    double top = e0 > e1 ? e0 : e1;
    top = e2 > top ? e2 : top;
    *m = (m0 * power(e0 - top) + m1 * power(e1 - top) + m2 * power(e2 - top)) * factor_m;
    *e = top + factor_e;
    normalize(m, e);
}

/// 1 where an alignment may jump from label s - 2 straight to label s; blanks stand at even s.
INLINE double may_skip(const ptrdiff_t *labels, size_t s) { return s >= 3 && s % 2 == 1 && labels[s] != labels[s - 2]; }

/// `count` numbers of probability 0.
INLINE void set_to_zero(double *m, double *e, size_t count) {
    for (size_t s = 0; s < count; s++) {
        m[s] = 0;
        e[s] = ZERO_EXPONENT;
    }
}

#define REAL float
#define NAME(name) name##_f32
#include "ctc_template.h"
#undef REAL
#undef NAME

#define REAL double
#define NAME(name) name##_f64
#include "ctc_template.h"
