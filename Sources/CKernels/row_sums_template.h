// Sums and the variance of a row of REAL. Included by rows.c with REAL and NAME(x) defined.

/// As they lie in an array.
typedef REAL NAME(eight) __attribute__((vector_size(8 * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));

#define ADD(AT, first, second) first += AT(x);
ROW_SUMS(NAME(sums), 4, (const REAL *x, size_t n), ADD)

#define ADD_SQUARE(AT, first, second) first += AT(x) * AT(x);
ROW_SUMS(NAME(square_sums), 4, (const REAL *x, size_t n), ADD_SQUARE)

#define ADD_DEVIATION(AT, first, second)  \
    {                                     \
        __auto_type d = AT(x) - center;   \
        first += d;                       \
        second += d * d;                  \
    }
ROW_SUMS(NAME(deviation_sums), 2, (const REAL *x, size_t n, double center), ADD_DEVIATION)

#define ADD_SMALL_DEVIATION(AT, first, second)   \
    {                                            \
        __auto_type d = AT(x) - center - rest;   \
        first += d * d;                          \
    }
ROW_SUMS(NAME(small_deviation_sums), 4, (const REAL *x, size_t n, double center, double rest), ADD_SMALL_DEVIATION)

/// Of n elements, a multiple of 64: four are added in REAL, their sums in double precision.
INLINE double NAME(sum_of_fours)(const REAL *x, size_t n) {
    eight sums[2] = {{0}};
    for (; n > 0; n -= 64)
        UNROLL for (int v = 0; v < 2; v++, x += 32) {
            const NAME(eight) *of = (const NAME(eight) *)x;
            sums[v] += __builtin_convertvector((of[0] + of[1]) + (of[2] + of[3]), eight);
        }
    return sum_of_lanes(sums[0] + sums[1]);
}

/// All conversions of a long row of float32 would take longer than its way through memory. Four may be beyond the range
/// where the whole sum is not.
CLONES double NAME(k_sum)(const REAL *x, size_t n) {
    if (sizeof(REAL) < sizeof(double) && n >= 256) {
        size_t in_fours = n / 64 * 64;
        double sum = NAME(sum_of_fours)(x, in_fours) + NAME(sums)(x + in_fours, n - in_fours).first;
        if (isfinite(sum)) return sum;
    }
    return NAME(sums)(x, n).first;
}

CLONES double NAME(k_sum_squares)(const REAL *x, size_t n) { return NAME(square_sums)(x, n).first; }

CLONES void NAME(k_add_rows)(size_t rows, size_t columns, const REAL *x, size_t row_step, double *totals) {
    for (; rows >= 4; rows -= 4, x += 4 * row_step) {
        const REAL *x1 = x + row_step, *x2 = x1 + row_step, *x3 = x2 + row_step;
        EACH for (size_t c = 0; c < columns; c++) totals[c] = totals[c] + x[c] + x1[c] + x2[c] + x3[c];
    }
    for (; rows > 0; rows--, x += row_step) {
        EACH for (size_t c = 0; c < columns; c++) totals[c] += x[c];
    }
}

/// The mean of a row in two parts, and the sum of the squares of its deviations from it. n >= 1.
typedef struct {
    double mean, rest, squares;
} NAME(center);

/// Of float32 in one pass: deviations from x[0], which are far from those from the mean only where x[0] is, and then
/// counts so much itself that at most log2(n) bits of 53 cancel. Of float64 in three.
INLINE NAME(center) NAME(center_of)(const REAL *x, size_t n) {
    if (sizeof(REAL) < sizeof(double)) {
        two_sums d = NAME(deviation_sums)(x, n, (double)x[0]);
        double mean = d.first / (double)n;
        double squares = d.second - d.first * mean;
        return (NAME(center)){(double)x[0] + mean, 0, squares < 0 ? 0 : squares};
    }
    double mean = NAME(sums)(x, n).first / (double)n;
    double rest = isfinite(mean) ? NAME(deviation_sums)(x, n, mean).first / (double)n : 0;
    return (NAME(center)){mean, rest, NAME(small_deviation_sums)(x, n, mean, rest).first};
}

CLONES double NAME(k_variance)(const REAL *x, size_t n, double divisor) {
    return (n == 0 ? 0 : NAME(center_of)(x, n).squares) / divisor;
}
