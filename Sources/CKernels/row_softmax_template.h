// Softmax and what belongs to it, over a row of REAL. Included by rows.c with REAL, NAME(x), EXP_BELOW(x, max) and
// EXP_SCALE (exp(x - max) times a power of two for x <= max, and that power) and EXP(x) defined.

enum { NAME(part) = 512 };

/// The sum of exp(x - max) over a row but for its first `max`, whose 1 would take digits from a small sum. `max` is
/// finite.
INLINE double NAME(sum_beside)(const REAL *x, size_t n, REAL max) {
    REAL parts[NAME(part)];
    size_t place = NAME(first_place)(x, n, max);
    double sum = 0;
    for (size_t start = 0; start < n; start += NAME(part)) {
        size_t count = n - start < NAME(part) ? n - start : NAME(part);
        EACH for (size_t i = 0; i < count; i++) parts[i] = EXP_BELOW(x[start + i], max);
        if (place - start < count) parts[place - start] = 0;
        sum += NAME(sums)(parts, count).first;
    }
    return sum / EXP_SCALE;
}

CLONES double NAME(k_log_sum_exp)(const REAL *x, size_t n) {
    if (n == 0) return -INFINITY;
    REAL max = NAME(extreme)(0, x, n);
    return isfinite(max) ? (double)max + log1p(NAME(sum_beside)(x, n, max)) : (double)max;
}

CLONES void NAME(k_log_softmax)(const REAL *x, REAL *y, size_t n) {
    if (n == 0) return;
    REAL max = NAME(extreme)(0, x, n);
    const REAL lowered = isfinite(max) ? (REAL)log1p(NAME(sum_beside)(x, n, max)) : (REAL)NAN;
    EACH for (size_t i = 0; i < n; i++) y[i] = (x[i] - max) - lowered;
}

CLONES void NAME(k_softmax)(const REAL *x, REAL *y, size_t n) {
    if (n == 0) return;
    REAL max = NAME(extreme)(0, x, n);
    if (!isfinite(max)) {
        for (size_t i = 0; i < n; i++) y[i] = (REAL)NAN;
        return;
    }
    double sum = 0;
    for (size_t start = 0; start < n; start += NAME(part)) {
        size_t end = n - start < NAME(part) ? n : start + NAME(part);
        EACH for (size_t i = start; i < end; i++) y[i] = EXP_BELOW(x[i], max);
        sum += NAME(sums)(y + start, end - start).first;
    }
    const REAL factor = (REAL)(1 / sum);
    EACH for (size_t i = 0; i < n; i++) y[i] *= factor;
}

#define ADD_PRODUCT(AT, first, second) first += AT(y) * AT(g);
ROW_SUMS(NAME(product_sums), 4, (const REAL *y, const REAL *g, size_t n), ADD_PRODUCT)

// The sum in two parts: g less the first is exact where they are close.
CLONES void NAME(k_softmax_backward)(const REAL *y, const REAL *g, REAL *dx, size_t n) {
    const double sum = NAME(product_sums)(y, g, n).first;
    const REAL most = (REAL)sum, rest = (REAL)(sum - (double)most);
    EACH for (size_t i = 0; i < n; i++) dx[i] = y[i] * ((g[i] - most) - rest);
}

CLONES void NAME(k_log_softmax_backward)(const REAL *y, const REAL *g, REAL *dx, size_t n) {
    const REAL sum = (REAL)NAME(sums)(g, n).first;
    EACH for (size_t i = 0; i < n; i++) dx[i] = g[i] - EXP(y[i]) * sum;
}
