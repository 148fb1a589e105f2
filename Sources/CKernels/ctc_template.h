// CTC over log-probabilities of one REAL. Included by ctc.c with REAL and NAME(x) defined.
//
// A row of alpha has two impossible states in front, one of beta two at its end: the recursions look at two neighbours.

/// The probabilities of the labels at one step.
INLINE void NAME(emissions)(const REAL *logp, const ptrdiff_t *labels, size_t width, double *m, double *e) {
    for (size_t s = 0; s < width; s++) m[s] = (double)logp[labels[s]];
    EACH for (size_t s = 0; s < width; s++) exp_scaled(m[s], &m[s], &e[s]);
}

CLONES double NAME(k_ctc_forward)(const REAL *logp, size_t stride, size_t steps, const ptrdiff_t *labels, size_t width,
                                  double *alpha, double *scratch) {
    size_t row = width + 2;
    double *emitted_m = scratch, *emitted_e = emitted_m + row, *skip = emitted_e + row;
    for (size_t s = 0; s < width; s++) skip[s] = may_skip(labels, s);
    for (size_t t = 0; t <= steps; t++) set_to_zero(alpha + 2 * t * row, alpha + (2 * t + 1) * row, 2);
    set_to_zero(alpha + 2, alpha + row + 2, width);
    alpha[2] = 1;
    alpha[row + 2] = 0;
    for (size_t t = 0; t < steps; t++) {
        const double *m = alpha + 2 * t * row, *e = m + row;
        double *next_m = alpha + 2 * (t + 1) * row + 2, *next_e = next_m + row;
        NAME(emissions)(logp + t * stride, labels, width, emitted_m, emitted_e);
        EACH for (size_t s = 0; s < width; s++)
            sum_scaled(m[s + 2], e[s + 2], m[s + 1], e[s + 1], m[s], e[s], skip[s], emitted_m[s], emitted_e[s],
                       &next_m[s], &next_e[s]);
    }
    const double *m = alpha + 2 * steps * row + width, *e = m + row; // the last two states, or a zero and the last
    double total_m, total_e;
    sum_scaled(m[1], e[1], m[0], e[0], 0, 0, 0, 1, 0, &total_m, &total_e);
    return total_m == 0 ? INFINITY : -(log(total_m) + total_e * 0x1.62e42fefa39efp-1);
}

CLONES void NAME(k_ctc_backward)(const REAL *logp, size_t stride, size_t steps, const ptrdiff_t *labels, size_t width,
                                 size_t classes, const double *alpha, double scale, double *scratch, REAL *out) {
    size_t row = width + 2;
    double *beta_m = scratch, *beta_e = beta_m + row, *emitted_m = beta_e + row, *emitted_e = emitted_m + row;
    double *skip = emitted_e + row, *posterior = skip + row, *sums = posterior + row;
    for (size_t s = 0; s < row; s++) skip[s] = s < width ? may_skip(labels, s) : 0;
    set_to_zero(beta_m, beta_e, row);
    set_to_zero(emitted_m, emitted_e, row);
    for (size_t s = width > 1 ? width - 2 : 0; s < width; s++) {
        beta_m[s] = 1;
        beta_e[s] = 0;
    }
    const double *last_m = alpha + 2 * steps * row + width, *last_e = last_m + row;
    double total_m, total_e;
    sum_scaled(last_m[1], last_e[1], last_m[0], last_e[0], 0, 0, 0, 1, 0, &total_m, &total_e);
    for (size_t t = steps; t-- > 0;) {
        const double *m = alpha + 2 * (t + 1) * row + 2, *e = m + row;
        EACH for (size_t s = 0; s < width; s++)
            posterior[s] = m[s] * beta_m[s] / total_m * power(e[s] + beta_e[s] - total_e);
        for (size_t c = 0; c < classes; c++) sums[c] = 0;
        for (size_t s = 0; s < width; s++) sums[labels[s]] += posterior[s];
        for (size_t c = 0; c < classes; c++) out[t * stride + c] = (REAL)(-sums[c] * scale);

        NAME(emissions)(logp + t * stride, labels, width, emitted_m, emitted_e);
        EACH for (size_t s = 0; s < width; s++) {
            emitted_m[s] *= beta_m[s];
            emitted_e[s] += beta_e[s];
            normalize(&emitted_m[s], &emitted_e[s]);
        }
        EACH for (size_t s = 0; s < width; s++)
            sum_scaled(emitted_m[s], emitted_e[s], emitted_m[s + 1], emitted_e[s + 1], emitted_m[s + 2],
                       emitted_e[s + 2], skip[s + 2], 1, 0, &beta_m[s], &beta_e[s]);
    }
}
