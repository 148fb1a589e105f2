// CTC over log-probabilities of one REAL. Included by ctc.c with REAL and NAME(x) defined.

typedef REAL NAME(real_lanes) __attribute__((ext_vector_type(LANES)));

/// The probabilities of blank and labels at step t, whose log-probabilities are given; 0 beyond a sample's own steps.
INLINE void NAME(emit)(const block *b, const REAL *logp, size_t t) {
    for (size_t k = 0; k <= b->labels; k++) {
        column *c = &b->columns[k];
        NAME(real_lanes) x;
        for (int lane = 0; lane < LANES; lane++) x[lane] = logp[c->position[lane]];
        c->emitted = exponential(t < b->steps_of ? __builtin_convertvector(x, lanes) : -INFINITY);
    }
}

CLONES void NAME(k_ctc_forward)(const k_ctc_part *part, const REAL *logp, double *losses) {
    block b = make_block(part);
    size_t first = part->first;
    k_ctc_shape shape = part->shape;
    size_t width = b.labels + 1;
    states *row = (states *)part->alpha;
    for (size_t k = 0; k < width; k++) row[k] = (states){impossible, impossible};
    row[0].blank = (numbers){1, 0};
    for (size_t t = 0; t < b.steps; t++, row += width) {
        NAME(emit)(&b, logp + (t * shape.samples + first) * shape.classes, t);
        step_forward(b.columns, b.labels, row, row + width);
        if (t % DRIFT_STEPS == 0)
            for (size_t k = 0; k < width; k++) normalize(&row[width + k]);
    }
    lanes loss = minus_log(total(&b, (states *)part->alpha));
    memcpy(losses + first, &loss, b.samples * sizeof *losses);
}

CLONES void NAME(k_ctc_backward)(const k_ctc_part *part, const REAL *logp, const double *scale, REAL *out) {
    block b = make_block(part);
    size_t first = part->first;
    k_ctc_shape shape = part->shape;
    size_t width = b.labels + 1;
    const states *rows = (const states *)part->alpha;
    numbers share = inverse(total(&b, rows));
    for (size_t k = 0; k <= width; k++) b.columns[k].beta = (states){impossible, impossible};
    for (size_t t = shape.steps; t-- > 0;) {
        size_t start = (t * shape.samples + first) * shape.classes;
        if (t >= b.steps) {
            memset(out + start, 0, b.row * sizeof *out);
            continue;
        }
        start_backward(&b, t + 1);
        set_posteriors(b.columns, b.labels, rows + (t + 1) * width, share);
        sum_by_class(&b, t, scale + first);
        for (size_t i = 0; i < b.row; i++) out[start + i] = (REAL)b.sums[i];
        NAME(emit)(&b, logp + start, t);
        step_backward(b.columns, b.labels);
        if (t % DRIFT_STEPS == 0)
            for (size_t k = 0; k < width; k++) normalize(&b.columns[k].beta);
    }
}
