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

/// A block of a batch: the samples from `first` on.
typedef struct {
    k_ctc_shape shape;                     ///< of the whole batch
    const k_ctc_sample *_Nonnull samples;  ///< all of them
    const ptrdiff_t *_Nonnull labels;
    size_t first;
    double *_Nonnull alpha;   ///< the block's own; filled by the forward pass for the backward pass
    double *_Nonnull scratch; ///< the block's own
} k_ctc_part;

/// losses[sample] = minus the logarithm of the probability of its labels; +infinity where no alignment fits.
void k_ctc_forward_f32(const k_ctc_part *_Nonnull part, const float *_Nonnull logp, double *_Nonnull losses);
void k_ctc_forward_f64(const k_ctc_part *_Nonnull part, const double *_Nonnull logp, double *_Nonnull losses);

/// out[step][sample][class] = -scale[sample] * the posterior probability of the class; zeros beyond a sample's own steps
/// and where no alignment fits.
void k_ctc_backward_f32(const k_ctc_part *_Nonnull part, const float *_Nonnull logp, const double *_Nonnull scale,
                        float *_Nonnull out);
void k_ctc_backward_f64(const k_ctc_part *_Nonnull part, const double *_Nonnull logp, const double *_Nonnull scale,
                        double *_Nonnull out);

#endif
