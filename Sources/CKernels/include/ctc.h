// Connectionist temporal classification.
//
// A batch is cut into blocks of samples that go through the recursion side by side, one a lane of a vector. labels are
// those of all samples, one after the other or with gaps; none of them is the blank.

#ifndef CTC_H
#define CTC_H

#include "kernels.h"

/// Samples of a block; the last one may have fewer.
enum { k_ctc_block = 8 };

/// Log-probabilities are [steps][samples][classes].
typedef struct {
    size_t steps, samples, classes, blank;
} k_ctc_shape;

typedef struct {
    size_t steps, labels; ///< how many
    size_t first_label;   ///< where its labels begin
} k_ctc_sample;

/// How many doubles a block needs when no sample has more steps and labels: those of k_ctc_block samples, even for one.
size_t k_ctc_alpha_count(size_t steps, size_t labels);
size_t k_ctc_scratch_count(size_t labels, size_t classes);

/// losses[sample] = minus the logarithm of the probability of its labels for the block from sample `first` on; +infinity
/// where no alignment fits. alpha, the block's own, is filled for the backward pass.
void k_ctc_forward_f32(k_ctc_shape shape, const k_ctc_sample *samples, const ptrdiff_t *labels, size_t first,
                       const float *logp, double *alpha, double *scratch, double *losses);
void k_ctc_forward_f64(k_ctc_shape shape, const k_ctc_sample *samples, const ptrdiff_t *labels, size_t first,
                       const double *logp, double *alpha, double *scratch, double *losses);

/// out[step][sample][class] = -scale[sample] * the posterior probability of the class, for the block from sample `first`
/// on; zeros beyond a sample's own steps and where no alignment fits.
void k_ctc_backward_f32(k_ctc_shape shape, const k_ctc_sample *samples, const ptrdiff_t *labels, size_t first,
                        const float *logp, const double *alpha, const double *scale, double *scratch, float *out);
void k_ctc_backward_f64(k_ctc_shape shape, const k_ctc_sample *samples, const ptrdiff_t *labels, size_t first,
                        const double *logp, const double *alpha, const double *scale, double *scratch, double *out);

#endif
