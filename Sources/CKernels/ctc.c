// Connectionist temporal classification (Graves et al., 2006), eight samples side by side; the recursion stands in
// CTC.swift.
//
// Probabilities are numbers m * 2^e with e a whole number kept as a double. They neither underflow nor need a logarithm
// for each sum: adding some is aligning them to the largest exponent. Mantissas start near 1 and are brought back there
// every few steps; in between they stay in a known range. What has an exponent near IMPOSSIBLE or below is 0, whatever
// its mantissa: it loses against any other number, and times any other number it is still impossible.

#include "ctc.h"
#include "vector_math.h"

#pragma clang diagnostic ignored "-Wpsabi" // only inlined functions take vectors

#define IMPOSSIBLE -1e200

enum {
    LANES = k_ctc_block,
    DRIFT_STEPS = 32, // each multiplies mantissas by 0.7 to 4.3: they stay between 2^-17 and 2^68
};

/// One of each sample, anywhere in memory. `a > b ? a : b` and the like choose lane by lane.
typedef double lanes __attribute__((ext_vector_type(LANES), aligned(sizeof(double))));
typedef uint64_t lane_bits __attribute__((ext_vector_type(LANES), aligned(sizeof(uint64_t))));

/// m * 2^e.
typedef struct {
    lanes m, e;
} numbers;

/// The states of a label and of the blank behind it. Those of label 0 are an impossible one and the first blank.
typedef struct {
    numbers label, blank;
} states;

/// What the recursions need at the k-th label of each sample; 0 stands for the blank.
typedef struct {
    size_t position[LANES]; // among the log-probabilities of a step, from the block's first sample on
    lanes jump;             // exponent of 1 or 0: whether the label before may be followed at once
    numbers emitted;        // its probability at the current step
    states beta;            // the probability of all that follows the current step
    lanes posterior;
} column;

typedef struct {
    size_t samples;
    size_t steps, labels; // of the longest sample
    lane_bits steps_of, labels_of;
    size_t row;      // log-probabilities of the samples at a step
    column *columns; // [labels + 2], the last one for a label that never follows
    double *sums;    // [row]
} block;

static const numbers impossible = {0, IMPOSSIBLE};

INLINE lanes larger(lanes a, lanes b) { return a > b ? a : b; }

/// 2^e for a whole e <= 1023, 0 below -1022.
INLINE lanes power(lanes e) {
    e = e < -1023 ? -1023 : e;
    return (lanes)((lane_bits)(e + (0x1.8p52 + 1023)) << 52);
}

INLINE numbers times(numbers a, numbers b) { return (numbers){a.m * b.m, a.e + b.e}; }

INLINE numbers sum(numbers a, numbers b) {
    lanes top = larger(a.e, b.e);
    return (numbers){a.m * power(a.e - top) + b.m * power(b.e - top), top};
}

/// a + b + c * 2^jump.
INLINE numbers sum_jumping(numbers a, numbers b, numbers c, lanes jump) {
    lanes e = c.e + jump, top = larger(larger(a.e, b.e), e);
    return (numbers){a.m * power(a.e - top) + b.m * power(b.e - top) + c.m * power(e - top), top};
}

/// The same numbers with 1 <= m < 2. NaN stays.
INLINE numbers normalized(numbers x) {
    lane_bits bits = (lane_bits)x.m;
    lanes exponent = (lanes)(0x4330000000000000u | (bits >> 52)) - (0x1p52 + 1023);
    lanes mantissa = (lanes)((bits & 0x000fffffffffffffu) | 0x3ff0000000000000u);
    return (numbers){x.m == x.m ? mantissa : x.m, x.e + exponent};
}

INLINE void normalize(states *x) { *x = (states){normalized(x->label), normalized(x->blank)}; }

/// exp(x) with m about 1.
INLINE numbers exponential(lanes x) {
    x = x < IMPOSSIBLE ? IMPOSSIBLE : x;
    lanes n = (x * 0x1.71547652b82fep0 + 0x1.8p52) - 0x1.8p52;
    lanes r = (x - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33; // log 2, its first 32 bits and the rest
    r = r > 0.35 ? 0.35 : r; // where x is so large that the difference has no digits left
    r = r < -0.35 ? -0.35 : r;
    lanes p = 1.0 / 6227020800;
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
    return (numbers){p, n};
}

INLINE lanes minus_log(numbers x) {
    lanes result = -x.e * 0x1.62e42fefa39efp-1;
    for (int lane = 0; lane < LANES; lane++) result[lane] -= log(x.m[lane]);
    return result > -IMPOSSIBLE / 2 ? INFINITY : result;
}

/// 1 / x, or 0 of what is impossible. The large exponent is for posterior(): where power() cuts off, it is 0 anyway.
INLINE numbers inverse(numbers x) {
    return (numbers){0x1p-256 / x.m, x.e < IMPOSSIBLE / 2 ? IMPOSSIBLE : 256 - x.e};
}

INLINE size_t max_size(size_t a, size_t b) { return a > b ? a : b; }

size_t k_ctc_alpha_count(size_t steps, size_t labels) {
    return (steps + 1) * (labels + 1) * sizeof(states) / sizeof(double);
}

size_t k_ctc_scratch_count(size_t labels, size_t classes) {
    return (labels + 2) * sizeof(column) / sizeof(double) + LANES * classes;
}

/// What a sample has at its k-th label: a blank at 0 and, as nothing leads back from there, beyond the last one.
INLINE size_t class_at(size_t k, const k_ctc_sample *sample, const ptrdiff_t *labels, size_t blank) {
    return k >= 1 && k <= sample->labels ? (size_t)labels[sample->first_label + k - 1] : blank;
}

INLINE void set_labels(const block *b, k_ctc_shape shape, const k_ctc_sample *samples, const ptrdiff_t *labels) {
    for (size_t lane = 0; lane < b->samples; lane++) {
        size_t previous = shape.blank;
        for (size_t k = 0; k <= b->labels; k++) {
            size_t class = class_at(k, &samples[lane], labels, shape.blank);
            b->columns[k].position[lane] = lane * shape.classes + class;
            b->columns[k].jump[lane] = class == previous ? IMPOSSIBLE : 0;
            previous = class;
        }
    }
}

/// The block of the first eight of the `left` samples. Lanes beyond them are samples without steps.
INLINE block make_block(const k_ctc_part *part) {
    const k_ctc_sample *samples = part->samples + part->first;
    size_t left = part->shape.samples - part->first;
    block b = {.samples = left < LANES ? left : LANES};
    for (size_t lane = 0; lane < b.samples; lane++) {
        b.steps_of[lane] = samples[lane].steps;
        b.labels_of[lane] = samples[lane].labels;
        b.steps = max_size(b.steps, b.steps_of[lane]);
        b.labels = max_size(b.labels, b.labels_of[lane]);
    }
    b.row = b.samples * part->shape.classes;
    b.columns = (column *)part->scratch;
    b.sums = (double *)(b.columns + b.labels + 2);
    memset(b.columns, 0, (b.labels + 2) * sizeof(column));
    set_labels(&b, part->shape, samples, part->labels);
    return b;
}

/// The states after a step from those before it.
INLINE void step_forward(const column *columns, size_t labels, const states *from, states *to) {
    for (size_t k = 0; k <= labels; k++)
        to[k].blank = times(sum(from[k].blank, from[k].label), columns[0].emitted);
    to[0].label = impossible;
    for (size_t k = 1; k <= labels; k++) {
        numbers ways = sum_jumping(from[k].label, from[k - 1].blank, from[k - 1].label, columns[k].jump);
        to[k].label = times(ways, columns[k].emitted);
    }
}

/// beta before a step from the one after it, in place.
INLINE void step_backward(column *columns, size_t labels) {
    for (size_t k = 0; k <= labels; k++) {
        states *beta = &columns[k].beta;
        beta->label = times(beta->label, columns[k].emitted);
        beta->blank = times(beta->blank, columns[0].emitted);
    }
    for (size_t k = 0; k <= labels; k++) {
        states *beta = &columns[k].beta;
        numbers next = columns[k + 1].beta.label;
        beta->label = sum_jumping(beta->label, beta->blank, next, columns[k + 1].jump);
        beta->blank = sum(beta->blank, next);
    }
}

/// The probability of all alignments of each sample.
INLINE numbers total(const block *b, const states *alpha) {
    states last;
    for (int lane = 0; lane < LANES; lane++) {
        const states *of_lane = alpha + b->steps_of[lane] * (b->labels + 1) + b->labels_of[lane];
        last.label.m[lane] = of_lane->label.m[lane];
        last.label.e[lane] = of_lane->label.e[lane];
        last.blank.m[lane] = of_lane->blank.m[lane];
        last.blank.e[lane] = of_lane->blank.e[lane];
    }
    return normalized(sum(last.label, last.blank));
}

/// After its last step a sample is on its last label or the blank behind it.
INLINE void start_backward(const block *b, size_t t) {
    for (size_t lane = 0; lane < b->samples; lane++) {
        if (b->steps_of[lane] != t) continue;
        states *last = &b->columns[b->labels_of[lane]].beta;
        last->label.m[lane] = last->blank.m[lane] = 1;
        last->label.e[lane] = last->blank.e[lane] = 0;
    }
}

/// The share of the alignments that pass through a state.
INLINE lanes posterior(numbers alpha, numbers beta, numbers share) {
    numbers p = times(times(alpha, beta), share);
    return p.m * power(p.e);
}

/// The shares of each label, and at column 0 of all blanks together.
INLINE void set_posteriors(column *columns, size_t labels, const states *alpha, numbers share) {
    lanes blanks = 0;
    for (size_t k = 0; k <= labels; k++) blanks += posterior(alpha[k].blank, columns[k].beta.blank, share);
    columns[0].posterior = blanks;
    for (size_t k = 1; k <= labels; k++)
        columns[k].posterior = posterior(alpha[k].label, columns[k].beta.label, share);
}

/// sums = -scale * the posterior of each class at step t; 0 beyond a sample's own steps.
INLINE void sum_by_class(const block *b, size_t t, const double *scale) {
    memset(b->sums, 0, b->row * sizeof *b->sums);
    for (size_t lane = 0; lane < b->samples; lane++) {
        if (t >= b->steps_of[lane]) continue;
        for (size_t k = 0; k <= b->labels; k++)
            b->sums[b->columns[k].position[lane]] -= scale[lane] * b->columns[k].posterior[lane];
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
